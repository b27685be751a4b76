-- Fails if a conviction of a court that is not of another state, and that is no violation of probation or supervision,
-- has no finding of Penal Code 1203.425, or another has one.
select convictions.charge_id
from {{ ref('int_convictions') }} as convictions
full outer join (
    select charge_id
    from {{ rule('findings') }}
    where remedy_id = 'conviction_relief'
) as findings on convictions.charge_id = findings.charge_id
left join {{ ref('rule_ca__violation_charges') }} as violations on convictions.charge_id = violations.charge_id
where convictions.charge_id is null
    or (convictions.county_type <> 'elsewhere' and violations.charge_id is null) <> (findings.charge_id is not null)
