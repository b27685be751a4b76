-- How many living people would be left with no conviction, under each policy?
-- groups: scenario
-- counts: people, people_no_conviction
select
    effects.scenario,
    count(*) filter (where effects.with_conviction = 'yes') as people,
    count(*) filter (where effects.no_conviction = 'yes') as people_no_conviction
from research.policy_effects as effects
inner join research.people as people on effects.person_number = people.person_number
where effects.place = 'STATEWIDE' and people.vital_status = 'living'
group by effects.scenario
