{{ config(materialized='people_in_pieces') }}
-- No statute: the rows of the law that decide a finding of one count and not of all of its kind: the lines of the lists
-- that other convictions of the person are on, the facts that people established, and the length of supervision where a
-- part of the sentence is state prison.
with findings as (

    select
        charge_id,
        person_id,
        person_bucket,
        remedy_id,
        path,
        reason_code,
        deciding_element,
        presumed_facts,
        outcome,
        {{ word_that_decides('outcome') }} as word
    from {{ ref('rule_ca__findings') }}
    where {{ in_piece('person_bucket') }}

),

element_reads as (

    select
        *,
        string_split(words, ' ') as read_in
    from {{ ref('ca_element_reads') }}

),

-- Where no element decided, a row of the matrix that asks for a disqualifier says no because there is one.
asks_for_a_disqualifier as (

    select distinct matrix_row from {{ ref('ca_prop64_matrix') }}
    where disqualifiers = 'present'

),

deciding as (

    select
        findings.* exclude (deciding_element, word),
        coalesce(
            findings.deciding_element,
            case when asks_for_a_disqualifier.matrix_row is not null then 'disqualifiers_of_the_row' end
        ) as element,
        case when findings.deciding_element is null then 'met' else findings.word end as word
    from findings
    left join asks_for_a_disqualifier on findings.path = asks_for_a_disqualifier.matrix_row

),

priors as (

    select
        bars.charge_id,
        'prop64_super_strike' as offense_list,
        unnest(bars.super_strike_charge_ids) as other_charge_id
    from {{ ref('rule_ca__prop64_disqualifiers') }} as bars
    where {{ in_piece('bars.person_bucket') }}
    union all
    select
        bars.charge_id,
        'prop64_registrable' as offense_list,
        unnest(bars.registrable_charge_ids) as other_charge_id
    from {{ ref('rule_ca__prop64_disqualifiers') }} as bars
    where {{ in_piece('bars.person_bucket') }}
    union all
    -- Convictions of failing to register have no list of their own: those of the person stand for them.
    select
        findings.charge_id,
        tags.offense_list,
        tags.charge_id as other_charge_id
    from findings
    inner join {{ ref('rule_ca__offense_tags') }} as tags on findings.person_id = tags.person_id
    where tags.offense_list = 'prop64_registration' and findings.reason_code = 'prop64_registration_on_record'

),

list_lines as (

    select
        deciding.charge_id,
        deciding.person_id,
        deciding.person_bucket,
        deciding.remedy_id,
        'offense_lists' as law_table,
        tags.law_row_key as row_key
    from deciding
    inner join element_reads
        on deciding.remedy_id = element_reads.remedy_id
        and deciding.element = element_reads.element
        and list_contains(element_reads.read_in, deciding.word)
        and element_reads.law_table = 'offense_lists'
    inner join priors
        on deciding.charge_id = priors.charge_id and element_reads.law_key = priors.offense_list
    inner join {{ ref('rule_ca__offense_tags') }} as tags
        on priors.other_charge_id = tags.charge_id and priors.offense_list = tags.offense_list

),

established as (

    select
        deciding.charge_id,
        deciding.person_id,
        deciding.person_bucket,
        deciding.remedy_id,
        'facts' as law_table,
        facts.fact as row_key
    from deciding
    inner join element_reads
        on deciding.remedy_id = element_reads.remedy_id
        and deciding.element = element_reads.element
        and list_contains(element_reads.read_in, deciding.word)
        and element_reads.law_table = 'facts'
    inner join {{ ref('int_established_facts') }} as facts
        on deciding.charge_id = facts.charge_id
        and deciding.person_id = facts.person_id
        and element_reads.law_key = facts.fact
    where facts.value = 'yes'

),

-- The length of supervision is read where the sentence is over, or may be, and was in part state prison.
after_prison as (

    select
        findings.charge_id,
        findings.person_id,
        findings.person_bucket,
        findings.remedy_id,
        'parameters' as law_table,
        concat_ws(' ', parameters.parameter, parameters.effective_from) as row_key
    from findings
    inner join element_reads
        on findings.remedy_id = element_reads.remedy_id
        and element_reads.only_with = 'prison_sentence'
        and (
            (findings.deciding_element = element_reads.element and list_contains(element_reads.read_in, findings.word))
            or (
                findings.outcome = 'eligible'
                and list_contains(element_reads.read_in, 'met')
                and not list_contains(findings.presumed_facts, element_reads.element)
            )
        )
    inner join {{ ref('int_convictions') }} as convictions
        on findings.charge_id = convictions.charge_id and findings.person_id = convictions.person_id
    inner join {{ ref('ca_parameters') }} as parameters on element_reads.law_key = parameters.parameter
    cross join {{ source('intake', 'run_parameters') }} as run_parameters
    where convictions.has_prison_sentence
        and run_parameters.as_of_date >= parameters.effective_from
        and (parameters.effective_to is null or run_parameters.as_of_date <= parameters.effective_to)

),

named as (

    select * from list_lines
    union
    select * from established
    union
    select * from after_prison

)

select
    named.*,
    law_rows.doubt
from named
left join {{ ref('rule_ca__law_rows') }} as law_rows
    on named.law_table = law_rows.law_table and named.row_key = law_rows.row_key
