{{ config(materialized='view', enabled=is_rule_shared('what_if', by_engine=true), tags=['on_demand']) }}
-- No statute: what one more answer would make of determinations: one row per question and determination that would come
-- out otherwise with yes or with no, and whether it waits now and one of the answers would decide it.
select
    question_number,
    unit,
    unit_id,
    person_id,
    person_bucket,
    remedy_id,
    ({{ is_open('outcome') }} or has_possible_better_path)
    and not ({{ is_open('outcome_if_yes') }} and {{ is_open('outcome_if_no') }}) as is_waiting,
    outcome,
    relief,
    outcome_if_yes,
    relief_if_yes,
    outcome_if_no,
    relief_if_no
from {{ ref('engine_answers') }}
