-- Fails if a conviction of a court that is not of another state has no finding of Penal Code 1203.425, or another has
-- one.
select convictions.charge_id
from {{ ref('int_convictions') }} as convictions
full outer join {{ ref('rule_ca__conviction_relief') }} as findings on convictions.charge_id = findings.charge_id
where convictions.charge_id is null
    or (convictions.county_type <> 'elsewhere') <> (findings.charge_id is not null)
