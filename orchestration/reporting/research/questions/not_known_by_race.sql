-- Whose answer is not known or waits for a person, by race as recorded?
-- groups: race_group
-- counts: determinations, not_decided
select
    people.race_group,
    count(*) as determinations,
    count(*) filter (where outcomes.outcome in ('review', 'undeterminable')) as not_decided
from research.conviction_outcomes as outcomes
inner join research.people as people on outcomes.person_number = people.person_number
group by people.race_group
