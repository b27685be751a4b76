-- Why are convictions not eligible?
-- groups: remedy_id, reason_code
-- counts: determinations
select
    remedy_id,
    reason_code,
    count(*) as determinations
from research.conviction_outcomes
where outcome = 'ineligible'
group by remedy_id, reason_code
