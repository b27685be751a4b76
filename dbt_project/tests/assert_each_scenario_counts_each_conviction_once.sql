-- A conviction is once in each scenario, and in no scenario is one left out.
select scenarios.scenario, convictions.charge_id, count(impact.charge_id) as times
from {{ ref('int_convictions') }} as convictions
cross join {{ law('scenarios') }} as scenarios
left join {{ ref('impact_convictions') }} as impact
    on convictions.charge_id = impact.charge_id and scenarios.scenario = impact.scenario
group by scenarios.scenario, convictions.charge_id
having count(impact.charge_id) <> 1
