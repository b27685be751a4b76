{#-
Questions as people answer them, from the facts that are asked of subjects (`asked`: person_id, fact, subject_unit,
subject_id): one row per person, fact and line of the facts file, without what somebody established. A line names its
subject as people write it; a fact that law asks by the arrest is asked of all its charges at once.
-#}
{% macro name_questions() -%}
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
{%- endmacro %}

{#- What the line that answers a question is about: every charge, arrest or person that it names. -#}
{% macro subjects_of_questions() -%}
select
    questions.question_number,
    questions.fact,
    questions.person_id,
    questions.person_bucket,
    charges.charge_id as subject_id
from {{ rule('questions') }} as questions
inner join {{ ref('int_charges') }} as charges
    on questions.person_id = charges.person_id and {{ names_charge('questions', 'charges') }}
where questions.subject_unit = 'charge'
union all
select
    questions.question_number,
    questions.fact,
    questions.person_id,
    questions.person_bucket,
    arrests.arrest_id as subject_id
from {{ rule('questions') }} as questions
inner join {{ ref('int_arrests') }} as arrests
    on questions.person_id = arrests.person_id and {{ names_arrest('questions', 'arrests') }}
where questions.subject_unit = 'arrest'
union all
select
    question_number,
    fact,
    person_id,
    person_bucket,
    person_id as subject_id
from {{ rule('questions') }}
where subject_unit = 'person'
{%- endmacro %}
