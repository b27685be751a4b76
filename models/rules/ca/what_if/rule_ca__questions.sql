-- Facts that nobody established and that an unknown element of a determination which waits would be answered by
-- (law/ca_element_facts.csv): one row per person, fact and line of the facts file. Whether an answer changes anything
-- is not asked here. A line names its subject as people write it; a fact that law asks by the arrest is asked of all
-- its charges at once.
with waiting as (

    select
        'charge' as unit,
        charge_id as unit_id,
        person_id,
        remedy_id
    from {{ ref('rule_ca__findings') }}
    where outcome in ('review', 'undeterminable') or has_possible_better_path
    union all
    select
        'arrest' as unit,
        arrest_id as unit_id,
        person_id,
        remedy_id
    from {{ ref('rule_ca__arrest_findings') }}
    where outcome in ('review', 'undeterminable')

),

unknown_words as (

    select
        waiting.unit,
        waiting.unit_id,
        waiting.person_id,
        waiting.remedy_id,
        elements.path,
        elements.element
    from waiting
    inner join {{ ref('rule_ca__elements_long') }} as elements
        on waiting.unit = 'charge'
        and waiting.unit_id = elements.charge_id
        and waiting.remedy_id = elements.remedy_id
    where elements.word = 'unknown'
    union all
    select
        waiting.unit,
        waiting.unit_id,
        waiting.person_id,
        waiting.remedy_id,
        elements.path,
        elements.element
    from waiting
    inner join {{ ref('rule_ca__arrest_elements') }} as elements
        on waiting.unit = 'arrest' and waiting.unit_id = elements.arrest_id
    where elements.word = 'unknown'

),

element_facts as (

    select distinct
        remedy_id,
        element,
        fact,
        asked_of
    from {{ law('element_facts') }}

),

asked as (

    select
        words.person_id,
        element_facts.fact,
        words.unit as subject_unit,
        words.unit_id as subject_id
    from unknown_words as words
    inner join element_facts on words.remedy_id = element_facts.remedy_id and words.element = element_facts.element
    where element_facts.asked_of = 'the_unit'
    union
    select
        words.person_id,
        element_facts.fact,
        'person' as subject_unit,
        words.person_id as subject_id
    from unknown_words as words
    inner join element_facts on words.remedy_id = element_facts.remedy_id and words.element = element_facts.element
    where element_facts.asked_of = 'the_person'
    union
    select
        words.person_id,
        subjects.fact,
        'charge' as subject_unit,
        subjects.subject_id
    from unknown_words as words
    inner join element_facts on words.remedy_id = element_facts.remedy_id and words.element = element_facts.element
    inner join {{ ref('rule_ca__element_subjects') }} as subjects
        on words.person_id = subjects.person_id
        and element_facts.element = subjects.element
        and element_facts.fact = subjects.fact
        and coalesce(words.unit_id = subjects.charge_id, true)
    where element_facts.asked_of = 'each_subject' and subjects.word = 'unknown'
    union
    -- Health and Safety Code 11361.8(b),(f): the fact of a row of the matrix that is not presumed.
    select
        words.person_id,
        matrix.fact,
        words.unit as subject_unit,
        words.unit_id as subject_id
    from unknown_words as words
    inner join {{ law('prop64_matrix') }} as matrix on words.path = matrix.matrix_row
    where words.element = 'fact_of_the_row' and matrix.fact is not null

),

known as (

    select
        fact,
        charge_id as subject_id
    from {{ ref('int_established_facts') }}
    union all
    select
        fact,
        person_id as subject_id
    from {{ ref('int_established_person_facts') }}
    union all
    select
        fact,
        arrest_id as subject_id
    from {{ ref('int_established_arrest_facts') }}

),

named as (

    select
        asked.person_id,
        people.person_bucket,
        asked.fact,
        asked.subject_unit,
        case asked.subject_unit
            when 'charge' then {{ named_place('charges') }}
            when 'arrest' then {{ named_place('arrests') }}
            else ''
        end as county_name,
        facts.asked_by = 'arrest' and charges.arrest_date_earliest is not null as is_asked_by_arrest,
        case asked.subject_unit
            when 'charge' then {{ named_arrest('charges') }}
            when 'arrest' then {{ named_arrest('arrests') }}
        end as arrest_key,
        charges.case_number_key,
        charges.section,
        charges.subdivision_path,
        coalesce(charges.arrest_date_earliest, charges.event_date_earliest, arrests.arrest_date_earliest)
            as day_earliest,
        coalesce(charges.arrest_date_latest, charges.event_date_latest, arrests.arrest_date_latest) as day_latest
    from asked
    inner join {{ law('facts') }} as facts on asked.fact = facts.fact
    inner join {{ ref('int_people') }} as people on asked.person_id = people.person_id
    anti join known on asked.fact = known.fact and asked.subject_id = known.subject_id
    left join {{ ref('int_charges') }} as charges
        on asked.subject_unit = 'charge' and asked.subject_id = charges.charge_id
    left join {{ ref('int_arrests') }} as arrests
        on asked.subject_unit = 'arrest' and asked.subject_id = arrests.arrest_id

),

lines as (

    select
        person_id,
        person_bucket,
        fact,
        subject_unit,
        county_name,
        case
            when subject_unit = 'person' then ''
            when subject_unit = 'arrest' or is_asked_by_arrest then arrest_key
            else coalesce(case_number_key, arrest_key)
        end as case_number_key,
        case
            when subject_unit <> 'charge' then ''
            when is_asked_by_arrest then 'all'
            else coalesce(section, 'none')
        end as section,
        case when subject_unit = 'charge' and not is_asked_by_arrest then coalesce(subdivision_path, '') else '' end
            as subdivision_path,
        day_earliest,
        day_latest
    from named

)

select
    {{ content_number(
        "concat_ws('|', person_id, fact, county_name, case_number_key, section, subdivision_path)"
    ) }} as question_number,
    person_id,
    any_value(person_bucket) as person_bucket,
    fact,
    any_value(subject_unit) as subject_unit,
    county_name,
    case_number_key,
    section,
    subdivision_path,
    min(day_earliest) as day_earliest,
    case when bool_and(day_latest is not null) then max(day_latest) end as day_latest
from lines
group by person_id, fact, county_name, case_number_key, section, subdivision_path
