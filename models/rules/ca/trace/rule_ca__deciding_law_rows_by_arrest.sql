-- No statute: the rows of the law that decide the finding of one arrest and not of all of its kind: the lines that say
-- how long a term its felony charges can bring, and the facts that people established about it.
with element_reads as (

    select
        *,
        string_split(words, ' ') as read_in
    from {{ law('element_reads') }}
    where remedy_id = 'arrest_relief'

),

findings as (

    select
        findings.arrest_id,
        findings.person_id,
        findings.person_bucket,
        findings.remedy_id,
        findings.path,
        findings.outcome,
        findings.deciding_element,
        arrests.arrest_number,
        {{ word_that_decides('findings.outcome') }} as word
    from {{ ref('rule_ca__arrest_findings') }} as findings
    inner join {{ ref('int_arrests') }} as arrests
        on findings.arrest_id = arrests.arrest_id and findings.person_id = arrests.person_id

),

-- (Not materialized: each of its two readers looks at few of them.)
charges as not materialized (

    select
        findings.arrest_id,
        findings.person_id,
        findings.person_bucket,
        findings.remedy_id,
        findings.path,
        findings.outcome,
        findings.deciding_element,
        findings.word,
        charges.charge_id,
        charges.code_book,
        charges.section,
        charges.subdivision_path,
        charges.level in ('felony', 'unknown') and charges.record_status <> 'superseded' as may_be_a_felony
    from findings
    inner join {{ ref('int_arrest_charges') }} as arrest_charges
        on findings.arrest_number = arrest_charges.arrest_number
    inner join {{ ref('int_charges') }} as charges on arrest_charges.charge_number = charges.charge_number

),

-- The path for shorter terms is taken because each felony charge is on the list.
list_lines as (

    select
        charges.arrest_id,
        charges.person_id,
        charges.person_bucket,
        charges.remedy_id,
        'offense_lists' as law_table,
        {{ list_line_key('lists.') }} as row_key
    from charges
    inner join element_reads
        on list_contains(string_split(element_reads.only_paths, ' '), charges.path)
        and element_reads.law_table = 'offense_lists'
    inner join {{ law('offense_lists') }} as lists
        on element_reads.law_key = lists.offense_list
        and charges.code_book = lists.code_book
        and charges.section = lists.section
    where charges.may_be_a_felony and charges.outcome in ('eligible', 'not_yet')

),

established as (

    select
        charges.arrest_id,
        charges.person_id,
        charges.person_bucket,
        charges.remedy_id,
        'facts' as law_table,
        facts.fact as row_key
    from charges
    inner join {{ ref('int_established_facts') }} as facts on charges.charge_id = facts.charge_id
    inner join element_reads
        on facts.fact = element_reads.law_key
        and element_reads.law_table = 'facts'
        and list_contains(element_reads.read_in, charges.word)
        and (charges.deciding_element = element_reads.element or charges.outcome = 'eligible')

),

named as (

    select * from list_lines
    union
    select * from established

)

select
    named.*,
    law_rows.doubt
from named
left join {{ rule('law_rows') }} as law_rows
    on named.law_table = law_rows.law_table and named.row_key = law_rows.row_key
