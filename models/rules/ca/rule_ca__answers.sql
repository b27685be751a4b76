{{ config(materialized='view') }}
-- What one more answer would make of every determination that waits for it, of all remedies: one row per determination,
-- fact and subject that the fact would have to be established of. Each remedy says it in a model of its own.
select
    'charge' as unit,
    charge_id as unit_id,
    person_id,
    person_bucket,
    remedy_id,
    fact,
    'charge' as subject_unit,
    charge_id as subject_id,
    outcome,
    relief,
    outcome_if_yes,
    relief_if_yes,
    outcome_if_no,
    relief_if_no
from {{ ref('rule_ca__prop64_answers') }}
