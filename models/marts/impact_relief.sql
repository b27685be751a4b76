-- How many convictions and people the law reaches, per county: in scope, eligible, waiting for review.
select
    determinations.county_name,
    determinations.remedy_id,
    determinations.outcome,
    coalesce(determinations.relief, 'none') as relief,
    count(*) as conviction_count,
    count(distinct determinations.person_id) as person_count,
    max(determinations.as_of_date) as as_of_date
from {{ ref('determinations') }} as determinations
group by determinations.county_name, determinations.remedy_id, determinations.outcome, coalesce(determinations.relief, 'none')
