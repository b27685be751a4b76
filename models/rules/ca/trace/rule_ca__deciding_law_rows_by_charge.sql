-- No statute: the rows of the law that decide a finding of one count and not of all of its kind: the lines of the lists
-- that it or other convictions of the person are on, the facts that people established, and numbers that are read only
-- of some sentences: with state prison, without it, or with a revoked probation.
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
        decided_by,
        {{ word_that_decides('outcome') }} as word
    from {{ ref('rule_ca__findings') }}

),

-- (A number that is read of every sentence is of the kind and not of the count.)
element_reads as (

    select
        *,
        string_split(words, ' ') as read_in
    from {{ law('element_reads') }}
    where law_table in ('offense_lists', 'facts') or only_with is not null

),

-- Where no element decided, a row of the matrix that asks for a disqualifier says no because there is one.
asks_for_a_disqualifier as (

    select distinct matrix_row from {{ law('prop64_matrix') }}
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
    union all
    select
        findings.* exclude (deciding_element, word),
        presumptions.element,
        'presumed' as word
    from findings
    inner join {{ law('presumptions') }} as presumptions
        on findings.remedy_id = presumptions.remedy_id
        and list_contains(findings.presumed_facts, presumptions.presumption)

),

-- The elements that decided a finding, and where nothing held relief back, each that something was read for; more than
-- once where it is both, until the rows are named.
reading as (

    select
        deciding.charge_id,
        deciding.person_id,
        deciding.person_bucket,
        deciding.remedy_id,
        deciding.decided_by,
        element_reads.element,
        element_reads.only_with,
        element_reads.law_table,
        element_reads.law_key
    from deciding
    inner join element_reads
        on deciding.remedy_id = element_reads.remedy_id
        and deciding.element = element_reads.element
        and list_contains(element_reads.read_in, deciding.word)
        and coalesce(list_contains(string_split(element_reads.only_paths, ' '), deciding.path), true)
    union all
    select
        findings.charge_id,
        findings.person_id,
        findings.person_bucket,
        findings.remedy_id,
        findings.decided_by,
        element_reads.element,
        element_reads.only_with,
        element_reads.law_table,
        element_reads.law_key
    from findings
    inner join element_reads
        on findings.remedy_id = element_reads.remedy_id
        and list_contains(element_reads.read_in, 'met')
        and not list_contains(findings.presumed_facts, element_reads.element)
        and coalesce(list_contains(string_split(element_reads.only_paths, ' '), findings.path), true)
    where findings.outcome = 'eligible'
        and findings.deciding_element is null
        and element_reads.law_table <> 'offense_lists'

),

priors as (

    select
        bars.charge_id,
        'prop64_super_strike' as offense_list,
        unnest(bars.super_strike_charge_ids) as other_charge_id
    from {{ ref('rule_ca__prop64_disqualifiers') }} as bars
    union all
    select
        bars.charge_id,
        'prop64_registrable' as offense_list,
        unnest(bars.registrable_charge_ids) as other_charge_id
    from {{ ref('rule_ca__prop64_disqualifiers') }} as bars
    union all
    -- Convictions of failing to register have no list of their own: those of the person stand for them.
    select
        findings.charge_id,
        tags.offense_list,
        tags.charge_id as other_charge_id
    from findings
    inner join {{ ref('rule_ca__offense_tags') }} as tags on findings.person_id = tags.person_id
    where tags.offense_list = 'prop64_registration' and findings.reason_code = 'prop64_registration_on_record'
    union all
    -- Penal Code 1203.425 asks of the conviction itself, and of every conviction whether the person has to register.
    select
        findings.charge_id,
        tags.offense_list,
        tags.charge_id as other_charge_id
    from findings
    inner join {{ ref('rule_ca__offense_tags') }} as tags on findings.person_id = tags.person_id
    where findings.remedy_id = 'conviction_relief'
        and (
            findings.charge_id = tags.charge_id
            or findings.deciding_element = 'not_required_to_register'
            or list_contains(findings.presumed_facts, 'not_required_to_register')
        )

),

list_lines as (

    select
        reading.charge_id,
        reading.person_id,
        reading.person_bucket,
        reading.remedy_id,
        reading.law_table,
        tags.law_row_key as row_key
    from reading
    inner join priors on reading.charge_id = priors.charge_id and reading.law_key = priors.offense_list
    inner join {{ ref('rule_ca__offense_tags') }} as tags
        on priors.other_charge_id = tags.charge_id and priors.offense_list = tags.offense_list
    where reading.law_table = 'offense_lists'
    union all
    select
        reading.charge_id,
        reading.person_id,
        reading.person_bucket,
        reading.remedy_id,
        reading.law_table,
        unknown_priors.law_row_key as row_key
    from reading
    inner join priors on reading.charge_id = priors.charge_id and reading.law_key = priors.offense_list
    inner join {{ ref('rule_ca__unknown_priors') }} as unknown_priors
        on priors.other_charge_id = unknown_priors.charge_id and priors.offense_list = unknown_priors.offense_list
    where reading.law_table = 'offense_lists'
    union all
    select
        reading.charge_id,
        reading.person_id,
        reading.person_bucket,
        reading.remedy_id,
        reading.law_table,
        enhancements.law_row_key as row_key
    from reading
    inner join {{ ref('rule_ca__enhancements') }} as enhancements on reading.charge_id = enhancements.charge_id
    where reading.law_table = 'offense_lists' and reading.law_key = 'serious_enhancement'

),

-- What people established about the count, or about the person.
established_facts as (

    select
        facts.charge_id,
        facts.person_id,
        facts.fact,
        facts.value
    from {{ ref('int_established_facts') }} as facts
    union
    select
        findings.charge_id,
        findings.person_id,
        facts.fact,
        facts.value
    from findings
    inner join {{ ref('int_established_person_facts') }} as facts on findings.person_id = facts.person_id

),

established as (

    select
        reading.charge_id,
        reading.person_id,
        reading.person_bucket,
        reading.remedy_id,
        reading.element,
        facts.fact,
        facts.value
    from reading
    inner join established_facts as facts
        on reading.charge_id = facts.charge_id
        and reading.person_id = facts.person_id
        and reading.law_key = facts.fact
    where reading.law_table = 'facts' and (facts.value = 'yes' or reading.decided_by = 'established_facts')

),

of_established as (

    select
        charge_id,
        person_id,
        person_bucket,
        remedy_id,
        'facts' as law_table,
        fact as row_key
    from established
    union
    select
        established.charge_id,
        established.person_id,
        established.person_bucket,
        established.remedy_id,
        'element_facts' as law_table,
        concat_ws(' ', answers.remedy_id, answers.element, answers.fact, answers.value) as row_key
    from established
    inner join {{ law('element_facts') }} as answers
        on established.remedy_id = answers.remedy_id
        and established.element = answers.element
        and established.fact = answers.fact
        and established.value = answers.value

),

-- The Supervised Release File says how long supervision lasted; only without it the number is read.
of_some_sentences as (

    select
        reading.charge_id,
        reading.person_id,
        reading.person_bucket,
        reading.remedy_id,
        reading.law_table,
        concat_ws(' ', parameters.parameter, parameters.effective_from) as row_key
    from reading
    inner join {{ ref('int_convictions') }} as convictions
        on reading.charge_id = convictions.charge_id and reading.person_id = convictions.person_id
    left join {{ ref('rule_ca__conviction_sentences') }} as sentences on convictions.charge_id = sentences.charge_id
    inner join {{ law('parameters') }} as parameters on reading.law_key = parameters.parameter
    cross join {{ source('intake', 'run_parameters') }} as run_parameters
    where reading.law_table = 'parameters'
        and case reading.only_with
            when 'prison_sentence'
                then coalesce(convictions.has_prison_sentence, false) and reading.decided_by <> 'supervised_release'
            when 'no_prison_sentence'
                then not coalesce(convictions.has_prison_sentence, false)
            when 'probation_revoked' then sentences.completed_without_revocation = 'not_met'
            when 'open_revocation' then sentences.is_jail_after_revocation_looked_at
        end
        and run_parameters.as_of_date >= parameters.effective_from
        and (parameters.effective_to is null or run_parameters.as_of_date <= parameters.effective_to)

),

named as (

    select * from list_lines
    union
    select * from of_established
    union
    select * from of_some_sentences
    union
    select
        unit_id as charge_id,
        person_id,
        person_bucket,
        remedy_id,
        law_table,
        row_key
    from {{ ref('engine_deciding_law_rows_by_unit') }} as decided
    where remedy_id <> 'arrest_relief'

)

select
    named.*,
    law_rows.doubt
from named
left join {{ ref('engine_law_rows') }} as law_rows
    on named.law_table = law_rows.law_table and named.row_key = law_rows.row_key
