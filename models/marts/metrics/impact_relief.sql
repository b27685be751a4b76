-- How many charges the law reaches, per county, outcome, relief and what it rests on; beside each row the people of
-- that county with at least one eligible conviction there (each person once). Each charge stands in one row. What is
-- recorded as county and is none is not repeated: a shifted column could hold a name.
with placed as (

    select
        reliefs.*,
        charges.data_as_of,
        case charges.county_type
            when 'in_state' then coalesce(reliefs.county_name, 'UNKNOWN')
            when 'elsewhere' then 'ELSEWHERE'
            else 'UNKNOWN'
        end as place
    from {{ ref('charge_reliefs') }} as reliefs
    inner join {{ ref('int_charges') }} as charges on reliefs.charge_id = charges.charge_id

),

places as (

    select
        place,
        count(distinct person_id) filter (where outcome = 'eligible') as people_eligible
    from placed
    group by place

)

select
    placed.place as county_name,
    placed.outcome,
    coalesce(placed.relief, 'none') as relief,
    coalesce(placed.basis, 'none') as basis,
    count(*) as charge_count,
    count(*) filter (where placed.is_conviction) as conviction_count,
    count(distinct placed.person_id) as person_count,
    max(places.people_eligible) as people_eligible,
    max(run_parameters.as_of_date) as as_of_date,
    min(placed.data_as_of) as data_as_of_earliest,
    max(placed.data_as_of) as data_as_of_latest,
    max(run_parameters.allowances) as allowances
from placed
cross join {{ source('intake', 'run_parameters') }} as run_parameters
inner join places on placed.place = places.place
group by
    placed.place,
    placed.outcome,
    coalesce(placed.relief, 'none'),
    coalesce(placed.basis, 'none')
