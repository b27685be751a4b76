{{ config(tags=['on_demand']) }}
{% set years = law_value('pending_charge_review_years') %}
with that_change_something as (

    select distinct question_number
    from {{ rule('what_if') }}
    where is_waiting

),

questions as (

    select
        asked.*,
        coalesce('state:' || people.state_ids[1], 'issuer:' || people.issuer_person_ids[1]) as id_key
    from {{ rule('questions') }} as asked
    inner join that_change_something on asked.question_number = that_change_something.question_number
    inner join {{ ref('int_people') }} as people on asked.person_id = people.person_id

)

select
    questions.question_number,
    'q' || left(
        md5(concat_ws(
            '|',
            coalesce(questions.id_key, questions.person_id),
            questions.county_name,
            questions.case_number_key,
            questions.section,
            questions.subdivision_path,
            questions.fact
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
        when
            {{ anniversary('questions.day_latest', law_integer('pending_charge_review_years')) }}
            < run_parameters.as_of_date
            then 'older than ' || {{ years }} || ' years'
        when
            {{ anniversary('questions.day_earliest', law_integer('pending_charge_review_years')) }}
            >= run_parameters.as_of_date
            then {{ years }} || ' years or less'
        else 'day not known'
    end as age_band
from questions
cross join {{ source('intake', 'run_parameters') }} as run_parameters
