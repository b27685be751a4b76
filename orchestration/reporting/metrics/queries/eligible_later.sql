-- The calendar of the living: determinations that wait for time alone by the month they fall due, and people by the first
-- month that any of theirs does, each once in the place; under each remedy, statewide and by county.
with waiting as (

    select
        remedy_id,
        county,
        unit_id,
        person_number,
        eligible_on
    from counted_units
    where outcome = 'not_yet' and vital_status = 'living'

),

placed as (

    select * from waiting
    union all
    select * replace ('STATEWIDE' as county) from waiting

),

dated as (

    select
        remedy_id,
        county,
        'determinations' as unit,
        eligible_on
    from placed
    union all
    select
        remedy_id,
        county,
        'people' as unit,
        min(eligible_on) as eligible_on
    from placed
    group by remedy_id, county, person_number

)

select
    remedy_id,
    county as place,
    unit,
    coalesce(strftime(eligible_on, '%Y'), 'not known') as eligible_year,
    coalesce(strftime(eligible_on, '%Y-%m'), 'not known') as eligible_month,
    count(*) as count
from dated
group by all
order by all
