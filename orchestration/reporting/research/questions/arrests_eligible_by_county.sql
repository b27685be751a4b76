-- Which arrests can be relieved, by county?
-- groups: county_name, outcome
-- counts: arrests
select
    county_name,
    outcome,
    count(*) as arrests
from research.arrest_outcomes
group by county_name, outcome
