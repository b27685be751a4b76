-- How many people have a conviction or charge that can be cleared now, by county?
-- groups: county_name
-- counts: people, determinations
select
    county_name,
    count(distinct person_number) as people,
    count(*) as determinations
from research.conviction_outcomes
where outcome = 'eligible'
group by county_name
