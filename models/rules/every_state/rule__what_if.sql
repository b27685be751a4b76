{{ config(materialized='table', enabled=is_rule_shared('what_if', by_engine=true)) }}
-- No statute: what one more answer would make of determinations: one row per line of the facts file and determination
-- that would come out otherwise with yes or with no, and whether it waits now and one of the answers would decide it.
-- Of a line that is about several subjects each is asked for itself; of one determination the better answer counts.
with asked as (

    select
        person_id,
        fact,
        subject_unit,
        subject_id
    from {{ ref('engine_questions') }}

),

{{ lines_of_questions('asked') }},

subjects as (

    select
        question_number,
        fact,
        unnest(subject_ids) as subject_id
    from questions

),

answers as (

    select
        subjects.question_number,
        what_if.unit,
        what_if.unit_id,
        what_if.remedy_id,
        what_if.value,
        what_if.outcome,
        what_if.relief
    from subjects
    inner join {{ ref('engine_questions') }} as engine_questions
        on subjects.fact = engine_questions.fact and subjects.subject_id = engine_questions.subject_id
    inner join {{ ref('engine_what_if') }} as what_if on engine_questions.question_number = what_if.question_number

),

side_by_side as (

    select
        question_number,
        unit,
        unit_id,
        remedy_id,
        {% for value in ['yes', 'no'] %}
            arg_min(outcome, {{ as_outcome('outcome') }}) filter (where value = '{{ value }}')
                as outcome_if_{{ value }},
            arg_min(relief, {{ as_outcome('outcome') }}) filter (where value = '{{ value }}') as relief_if_{{ value }},
        {% endfor %}
        bool_or(value = 'yes') as is_moved_by_yes,
        bool_or(value = 'no') as is_moved_by_no
    from answers
    group by question_number, unit, unit_id, remedy_id

),

decided as (

    select
        side_by_side.question_number,
        findings.unit,
        findings.unit_id,
        findings.person_id,
        findings.person_bucket,
        findings.remedy_id,
        findings.outcome,
        findings.relief,
        {% for value in ['yes', 'no'] %}
            case when side_by_side.is_moved_by_{{ value }} then side_by_side.outcome_if_{{ value }} else findings.outcome end
                as outcome_if_{{ value }},
            case when side_by_side.is_moved_by_{{ value }} then side_by_side.relief_if_{{ value }} else findings.relief end
                as relief_if_{{ value }}{{ ',' if not loop.last }}
        {% endfor %}
    from side_by_side
    inner join {{ ref('engine_findings') }} as findings
        on side_by_side.unit_id = findings.unit_id
        and side_by_side.unit = findings.unit
        and side_by_side.remedy_id = findings.remedy_id

)

select
    question_number,
    unit,
    unit_id,
    person_id,
    person_bucket,
    remedy_id,
    {{ is_open('outcome') }} and not ({{ is_open('outcome_if_yes') }} and {{ is_open('outcome_if_no') }}) as is_waiting,
    outcome,
    relief,
    outcome_if_yes,
    relief_if_yes,
    outcome_if_no,
    relief_if_no
from decided
where outcome_if_yes <> outcome or outcome_if_no <> outcome
    or relief_if_yes is distinct from relief or relief_if_no is distinct from relief
