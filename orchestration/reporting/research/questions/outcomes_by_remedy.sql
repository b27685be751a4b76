-- What came out under each remedy?
-- groups: remedy_id, outcome
-- counts: determinations
select
    remedy_id,
    outcome,
    count(*) as determinations
from research.conviction_outcomes
group by remedy_id, outcome
