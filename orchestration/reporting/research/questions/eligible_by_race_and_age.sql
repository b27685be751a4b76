-- Who has a conviction that is eligible for relief, by race as recorded and age? (two groups at a time)
-- groups: race_group, age_band
-- counts: people
select
    people.race_group,
    people.age_band,
    count(distinct people.person_number) as people
from research.conviction_outcomes as outcomes
inner join research.people as people on outcomes.person_number = people.person_number
where outcomes.outcome = 'eligible' and people.vital_status = 'living'
group by people.race_group, people.age_band
