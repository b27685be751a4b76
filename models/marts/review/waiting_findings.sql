{{ config(tags=['summed']) }}
-- Counted in the shards: each person is in one, so what readers add up are different people.
with findings as (

    select
        findings.remedy_id,
        findings.person_id,
        {{ counted_outcome('findings.') }} as outcome,
        coalesce(findings.open_element, findings.deciding_element) as element,
        findings.is_held_up_by_missing_file
    from {{ rule('findings') }} as findings
    inner join {{ ref('int_charges') }} as charges on findings.charge_id = charges.charge_id
    where charges.is_conviction or {{ clears_charges() }}
    union all by name
    select
        remedy_id,
        person_id,
        {{ counted_outcome() }} as outcome,
        coalesce(open_element, deciding_element) as element,
        false as is_held_up_by_missing_file
    from {{ rule('arrest_findings') }}

)

select
    remedy_id,
    {{ is_open('outcome') }} as is_waiting,
    case when {{ is_open('outcome') }} then element end as element,
    {{ is_open('outcome') }} and coalesce(is_held_up_by_missing_file, false) as waits_for_a_file,
    count(*) as findings,
    count(distinct person_id) as people
from findings
group by all
