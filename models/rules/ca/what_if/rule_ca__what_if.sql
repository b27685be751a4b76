{{ config(materialized='view') }}
-- What one more answer would make of determinations, of all remedies: one row per question and determination that would
-- come out otherwise with yes or with no, and whether it waits now and one of the answers would decide it.
with answers as (

    select
        question_number,
        'charge' as unit,
        charge_id as unit_id,
        person_id,
        person_bucket,
        remedy_id,
        is_waiting,
        outcome,
        relief,
        outcome_if_yes,
        relief_if_yes,
        outcome_if_no,
        relief_if_no
    from {{ ref('rule_ca__what_if_prop64') }}
    union all
    select
        question_number,
        unit,
        unit_id,
        person_id,
        person_bucket,
        remedy_id,
        {{ is_open('outcome') }} as is_waiting,
        outcome,
        relief,
        outcome_if_yes,
        relief_if_yes,
        outcome_if_no,
        relief_if_no
    from {{ ref('engine_answers') }}

)

select
    * replace (
        is_waiting and not ({{ is_open('outcome_if_yes') }} and {{ is_open('outcome_if_no') }}) as is_waiting
    )
from answers
