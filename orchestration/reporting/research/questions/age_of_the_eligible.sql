-- How old are those who are eligible?
-- groups: age_band
-- counts: people
select
    people.age_band,
    count(distinct people.person_number) as people
from research.conviction_outcomes as outcomes
inner join research.people as people on outcomes.person_number = people.person_number
where outcomes.outcome = 'eligible'
group by people.age_band
