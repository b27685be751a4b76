{{ config(materialized='table', enabled=is_rule_shared('possible_answers', by_packs=true), tags=['on_demand']) }}
-- No statute: what people would establish with each answer to a question: one row per question, value and charge,
-- arrest or person that the line is about. A line can be about more than what was asked: every charge of the person
-- that it names.
with subjects as (

    {{ subjects_of_questions() }}

)

select
    subjects.question_number,
    subjects.subject_id as subject,
    questions.subject_unit as unit,
    subjects.person_id,
    subjects.person_bucket,
    subjects.fact,
    answers.value
from subjects
inner join {{ rule('questions') }} as questions on subjects.question_number = questions.question_number
cross join (values ('yes'), ('no')) as answers (value)
