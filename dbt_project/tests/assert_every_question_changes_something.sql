-- Every question is one whose answer changes a determination, every determination that waits is in a question, and no
-- answer is listed that changes nothing.
select
    questions.question_id,
    cast(null as varchar) as unit_id,
    'a question that changes nothing' as fault
from {{ ref('review_questions') }} as questions
anti join {{ ref('review_answers') }} as answers on questions.question_id = answers.question_id
union all
select
    question_id,
    unit_id,
    'an answer that changes nothing' as fault
from {{ ref('review_answers') }}
where
    outcome = outcome_if_yes
    and relief is not distinct from relief_if_yes
    and outcome = outcome_if_no
    and relief is not distinct from relief_if_no
union all
select
    cast(null as varchar) as question_id,
    waiting.unit_id,
    'a determination that waits in no question' as fault
from {{ rule('what_if') }} as waiting
anti join {{ ref('review_answers') }} as answers
    on waiting.unit_id = answers.unit_id and waiting.remedy_id = answers.remedy_id
where waiting.is_waiting
