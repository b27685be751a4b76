-- What the line that answers a question is about: one row per question and charge, arrest or person. A line can be
-- about more than what was asked: every charge of the person that it names.
select
    questions.question_number,
    questions.fact,
    questions.person_id,
    questions.person_bucket,
    charges.charge_id as subject_id
from {{ ref('rule_ca__questions') }} as questions
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
from {{ ref('rule_ca__questions') }} as questions
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
from {{ ref('rule_ca__questions') }}
where subject_unit = 'person'
