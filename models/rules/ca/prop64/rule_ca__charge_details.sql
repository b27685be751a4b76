{{ config(materialized='view') }}
-- No statute: what is told of a finding of Proposition 64 alone, beside the findings that every state has.
select
    charge_id,
    person_id,
    person_bucket,
    remedy_id,
    policy_remedy,
    has_possible_better_path,
    new_section,
    new_level,
    is_sealed,
    disqualifiers,
    sentence_state,
    rests_on_inference,
    is_order_overdue
from {{ ref('rule_ca__prop64_findings') }}
