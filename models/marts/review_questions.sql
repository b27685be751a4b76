-- The questions whose answer would change something: one row per fact and line of the facts file that would answer it.
-- One answer can be about several charges: a line is about every charge of the person with its county, case numbers and
-- section. What a line needs to name its subject stands here as the facts file writes it.
with asked as (

    select distinct
        fact,
        subject_unit,
        subject_id,
        person_id,
        person_bucket
    from {{ rule('answers') }}

),

named as (

    select
        asked.fact,
        asked.subject_unit,
        asked.person_id,
        asked.person_bucket,
        coalesce('state:' || people.state_ids[1], 'issuer:' || people.issuer_person_ids[1]) as id_key,
        case asked.subject_unit
            when 'charge' then {{ named_place('charges') }}
            when 'arrest' then {{ named_place('arrests') }}
            else ''
        end as county_name,
        case asked.subject_unit
            when 'charge' then coalesce(charges.case_number_key, {{ named_arrest('charges') }})
            when 'arrest' then {{ named_arrest('arrests') }}
            else ''
        end as case_number_key,
        case asked.subject_unit when 'charge' then coalesce(charges.section, 'none') else '' end as section,
        coalesce(charges.subdivision_path, '') as subdivision_path,
        coalesce(charges.arrest_date_earliest, charges.event_date_earliest, arrests.arrest_date_earliest)
            as day_earliest,
        coalesce(charges.arrest_date_latest, charges.event_date_latest, arrests.arrest_date_latest) as day_latest
    from asked
    inner join {{ ref('int_people') }} as people on asked.person_id = people.person_id
    left join {{ ref('int_charges') }} as charges
        on asked.subject_unit = 'charge' and asked.subject_id = charges.charge_id
    left join {{ ref('int_arrests') }} as arrests
        on asked.subject_unit = 'arrest' and asked.subject_id = arrests.arrest_id

),

questions as (

    select
        fact,
        subject_unit,
        person_id,
        person_bucket,
        id_key,
        county_name,
        case_number_key,
        section,
        subdivision_path,
        min(day_earliest) as day_earliest,
        max(day_latest) as day_latest,
        bool_and(day_latest is not null) as has_day
    from named
    group by all

)

select
    'q' || left(
        md5(concat_ws(
            '|', coalesce(id_key, person_id), county_name, case_number_key, section, subdivision_path, fact
        )),
        15
    ) as question_id,
    questions.fact,
    questions.subject_unit,
    questions.person_id,
    questions.person_bucket,
    questions.id_key,
    questions.county_name,
    questions.case_number_key,
    questions.section,
    questions.subdivision_path,
    case
        when questions.subject_unit = 'person' then 'any'
        when not questions.has_day then 'day not known'
        when
            {{ anniversary('questions.day_latest', law_integer('pending_charge_review_years')) }}
            < run_parameters.as_of_date
            then 'older than ' || {{ law_value('pending_charge_review_years') }} || ' years'
        when
            {{ anniversary('questions.day_earliest', law_integer('pending_charge_review_years')) }}
            >= run_parameters.as_of_date
            then {{ law_value('pending_charge_review_years') }} || ' years or less'
        else 'day not known'
    end as age_band
from questions
cross join {{ source('intake', 'run_parameters') }} as run_parameters
