{{ config(materialized='view', tags=['on_demand']) }}
-- No statute: what both answers to a question would make of a determination: one row per question and determination
-- whose outcome or relief would be another with yes or with no.
with side_by_side as (
    select
        question_number, unit_id, remedy_id,
        count(*) filter (where value = 'yes') > 0 as is_other_if_yes,
        count(*) filter (where value = 'no') > 0 as is_other_if_no,
        max(outcome) filter (where value = 'yes') as outcome_if_yes,
        max(relief) filter (where value = 'yes') as relief_if_yes,
        max(outcome) filter (where value = 'no') as outcome_if_no,
        max(relief) filter (where value = 'no') as relief_if_no
    from {{ ref('engine_what_if') }}
    group by question_number, unit_id, remedy_id
),

answers as (
    select
        side_by_side.question_number, findings.unit, findings.unit_id, findings.person_id, findings.person_bucket,
        findings.remedy_id, findings.outcome, findings.relief, findings.has_possible_better_path,
        case when is_other_if_yes then outcome_if_yes else findings.outcome end as outcome_if_yes,
        case when is_other_if_yes then relief_if_yes else findings.relief end as relief_if_yes,
        case when is_other_if_no then outcome_if_no else findings.outcome end as outcome_if_no,
        case when is_other_if_no then relief_if_no else findings.relief end as relief_if_no
    from side_by_side
    inner join {{ ref('engine_findings') }} as findings using (unit_id, remedy_id)
)

select *
from answers
where outcome_if_yes <> outcome
    or outcome_if_no <> outcome
    or relief_if_yes is distinct from relief
    or relief_if_no is distinct from relief
