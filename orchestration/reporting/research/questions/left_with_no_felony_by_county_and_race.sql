-- Who would be left with no felony on an employer's check under the counties' choices, by county and race as recorded? (two groups at a time)
-- groups: place, race_group
-- counts: people, people_no_felony
select
    effects.place,
    people.race_group,
    count(*) filter (where effects.with_felony = 'yes') as people,
    count(*) filter (where effects.no_felony = 'yes') as people_no_felony
from research.policy_effects as effects
inner join research.people as people on effects.person_number = people.person_number
where effects.scenario = 'county_choices' and effects.place <> 'STATEWIDE' and people.vital_status = 'living'
group by effects.place, people.race_group
