-- Who becomes eligible later, by year?
-- groups: eligible_year
-- counts: people, determinations
select
    year(eligible_month) as eligible_year,
    count(distinct person_number) as people,
    count(*) as determinations
from research.conviction_outcomes
where outcome = 'not_yet' and eligible_month is not null
group by year(eligible_month)
