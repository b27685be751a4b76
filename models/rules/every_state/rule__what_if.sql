{{ config(materialized='table', enabled=is_rule_shared('what_if', by_packs=true), tags=['on_demand']) }}
-- No statute: what one more answer would make of determinations: one row per question and determination that would come
-- out otherwise with yes or with no, and whether it waits now and one of the answers would decide it. Before this is
-- built, the law decides every person with a question again, as if each answer were established
-- (orchestration/warehouse/shards/decide_again.py).
-- depends_on: {{ rule('possible_answers') }}
with answers as (

    select
        again.question_number,
        findings.unit,
        findings.unit_id,
        findings.person_id,
        findings.person_bucket,
        findings.remedy_id,
        findings.outcome,
        findings.relief,
        findings.has_possible_better_path,
        {% for value in ['yes', 'no'] %}
            case when again.is_other_if_{{ value }} then again.outcome_if_{{ value }} else findings.outcome end
                as outcome_if_{{ value }},
            case when again.is_other_if_{{ value }} then again.relief_if_{{ value }} else findings.relief end
                as relief_if_{{ value }}
            {%- if not loop.last %},{% endif %}
        {% endfor %}
    from (
        select
            question_number,
            unit_id,
            remedy_id,
            {% for value in ['yes', 'no'] %}
                count(*) filter (where value = '{{ value }}') > 0 as is_other_if_{{ value }},
                max(outcome) filter (where value = '{{ value }}') as outcome_if_{{ value }},
                max(relief) filter (where value = '{{ value }}') as relief_if_{{ value }}
                {%- if not loop.last %},{% endif %}
            {% endfor %}
        from {{ source('again', 'findings') }}
        group by question_number, unit_id, remedy_id
    ) as again
    inner join {{ rule('decisions') }} as findings
        on again.unit_id = findings.unit_id and again.remedy_id = findings.remedy_id

)

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
from answers
where
    outcome_if_yes <> outcome
    or outcome_if_no <> outcome
    or relief_if_yes is distinct from relief
    or relief_if_no is distinct from relief
