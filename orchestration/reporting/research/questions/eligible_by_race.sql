-- Who is eligible, by race as recorded, of those with a determination?
-- groups: race_group
-- counts: people, people_eligible
select
    people.race_group,
    count(distinct people.person_number) as people,
    count(distinct people.person_number) filter (where outcomes.outcome = 'eligible') as people_eligible
from research.conviction_outcomes as outcomes
inner join research.people as people on outcomes.person_number = people.person_number
where people.vital_status = 'living'
group by people.race_group
