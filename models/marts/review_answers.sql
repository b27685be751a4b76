-- What an answer to each question would do: one row per question and determination (charge or arrest, and remedy) that
-- it is about and that would come out otherwise with yes or with no.
with answers as (

    select
        answers.*,
        case answers.unit
            when 'charge' then {{ named_place('charges') }} else {{ named_place('arrests') }}
        end as county_of_unit
    from {{ rule('answers') }} as answers
    left join {{ ref('int_charges') }} as charges on answers.unit = 'charge' and answers.unit_id = charges.charge_id
    left join {{ ref('int_arrests') }} as arrests on answers.unit = 'arrest' and answers.unit_id = arrests.arrest_id

)

select
    questions.question_id,
    answers.unit,
    answers.unit_id,
    answers.person_id,
    answers.person_bucket,
    answers.county_of_unit as county_name,
    answers.remedy_id,
    answers.fact,
    any_value(answers.outcome) as outcome,
    any_value(answers.relief) as relief,
    any_value(answers.outcome_if_yes) as outcome_if_yes,
    any_value(answers.relief_if_yes) as relief_if_yes,
    any_value(answers.outcome_if_no) as outcome_if_no,
    any_value(answers.relief_if_no) as relief_if_no
from {{ ref('review_questions') }} as questions
inner join answers on questions.person_id = answers.person_id and questions.fact = answers.fact
left join {{ ref('int_charges') }} as charges
    on answers.subject_unit = 'charge' and answers.subject_id = charges.charge_id
left join {{ ref('int_arrests') }} as arrests
    on answers.subject_unit = 'arrest' and answers.subject_id = arrests.arrest_id
where case answers.subject_unit
        when 'charge' then {{ names_charge('questions', 'charges') }}
        when 'arrest' then {{ names_arrest('questions', 'arrests') }}
        else true
    end
group by
    questions.question_id,
    answers.unit,
    answers.unit_id,
    answers.person_id,
    answers.person_bucket,
    answers.county_of_unit,
    answers.remedy_id,
    answers.fact
