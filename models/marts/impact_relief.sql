-- How many charges the law reaches, per county, outcome, relief and what it rests on; beside each row the people of
-- that county with at least one eligible conviction there (each person once). Each charge stands in one row.
with counties as (

    select
        county_name,
        count(distinct person_id) filter (where outcome = 'eligible') as people_eligible
    from {{ ref('charge_reliefs') }}
    group by county_name

)

select
    coalesce(reliefs.county_name, 'UNKNOWN') as county_name,
    reliefs.outcome,
    coalesce(reliefs.relief, 'none') as relief,
    coalesce(reliefs.basis, 'none') as basis,
    count(*) as charge_count,
    count(*) filter (where reliefs.is_conviction) as conviction_count,
    count(distinct reliefs.person_id) as person_count,
    max(counties.people_eligible) as people_eligible,
    max(run_parameters.as_of_date) as as_of_date,
    min(charges.data_as_of) as data_as_of_earliest,
    max(charges.data_as_of) as data_as_of_latest,
    max(run_parameters.allowances) as allowances
from {{ ref('charge_reliefs') }} as reliefs
inner join {{ ref('int_charges') }} as charges on reliefs.charge_id = charges.charge_id
cross join {{ source('intake', 'run_parameters') }} as run_parameters
inner join counties on reliefs.county_name is not distinct from counties.county_name
group by
    coalesce(reliefs.county_name, 'UNKNOWN'),
    reliefs.outcome,
    coalesce(reliefs.relief, 'none'),
    coalesce(reliefs.basis, 'none')
