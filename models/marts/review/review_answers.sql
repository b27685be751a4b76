{{ config(tags=['on_demand']) }}
select
    questions.question_id,
    answers.unit,
    answers.unit_id,
    answers.person_id,
    answers.person_bucket,
    case answers.unit
        when 'charge' then {{ named_place('charges') }} else {{ named_place('arrests') }}
    end as county_name,
    answers.remedy_id,
    questions.fact,
    answers.is_waiting,
    answers.outcome,
    answers.relief,
    answers.outcome_if_yes,
    answers.relief_if_yes,
    answers.outcome_if_no,
    answers.relief_if_no
from {{ ref('review_questions') }} as questions
inner join {{ rule('what_if') }} as answers on questions.question_number = answers.question_number
left join {{ ref('int_charges') }} as charges on answers.unit = 'charge' and answers.unit_id = charges.charge_id
left join {{ ref('int_arrests') }} as arrests on answers.unit = 'arrest' and answers.unit_id = arrests.arrest_id
