-- How many convictions the law reaches, per county, remedy, outcome and relief; beside each row the people of that
-- county with at least one eligible conviction there (each person once).
with counties as (

    select
        county_name,
        count(distinct person_id) filter (where outcome = 'eligible') as people_eligible
    from {{ ref('determinations') }}
    group by county_name

)

select
    coalesce(determinations.county_name, 'UNKNOWN') as county_name,
    determinations.remedy_id,
    determinations.outcome,
    coalesce(determinations.relief, 'none') as relief,
    count(*) as conviction_count,
    count(distinct determinations.person_id) as person_count,
    max(counties.people_eligible) as people_eligible,
    max(determinations.as_of_date) as as_of_date,
    min(determinations.data_as_of) as data_as_of_earliest,
    max(determinations.data_as_of) as data_as_of_latest,
    max(run_parameters.allowances) as allowances
from {{ ref('determinations') }} as determinations
cross join {{ source('intake', 'run_parameters') }} as run_parameters
inner join counties on determinations.county_name is not distinct from counties.county_name
group by
    coalesce(determinations.county_name, 'UNKNOWN'),
    determinations.remedy_id,
    determinations.outcome,
    coalesce(determinations.relief, 'none')
