-- A conviction is once in each scenario, and in no scenario is one left out.
select scenarios.scenario, convictions.charge_id, count(effects.charge_id) as times
from {{ ref('int_convictions') }} as convictions
cross join {{ law('scenarios') }} as scenarios
left join {{ ref('metric_policy_convictions') }} as effects
    on convictions.charge_id = effects.charge_id and scenarios.scenario = effects.scenario
group by scenarios.scenario, convictions.charge_id
having count(effects.charge_id) <> 1
