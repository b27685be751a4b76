with arrest_rows as (

    select distinct
        {{ arrest_number('arrests', 'links.person_id') }} as arrest_number,
        links.person_id,
        links.history_number,
        arrests.delivery_id,
        arrests.cycle_key,
        arrests.county_name,
        case when arrests.arrest_date_precision = 'day' then arrests.arrest_date_earliest end as arrest_day
    from {{ staged('arrests') }} as arrests
    inner join {{ ref('int_person_links') }} as links on arrests.person_key = links.person_key

),

in_its_cycle as (

    select
        arrest_rows.arrest_number,
        counts.charge_number,
        counts.person_bucket
    from {{ ref('int_delivered_charges') }} as counts
    inner join arrest_rows
        on counts.history_number = arrest_rows.history_number
        and counts.delivery_id = arrest_rows.delivery_id
        and counts.cycle_key = arrest_rows.cycle_key

),

-- (A day that is known only as a span is no day to compare.)
days_of_arrests as (

    select distinct
        arrest_number,
        person_id,
        county_name,
        arrest_day
    from arrest_rows
    where arrest_day is not null and county_name is not null

),

on_its_day as (

    select
        days_of_arrests.arrest_number,
        charges.charge_number,
        charges.person_bucket
    from {{ ref('int_charges') }} as charges
    inner join days_of_arrests
        on charges.person_id = days_of_arrests.person_id
        and charges.county_name = days_of_arrests.county_name
        and charges.arrest_date_earliest = days_of_arrests.arrest_day
    where charges.arrest_date_precision = 'day'

)

select * from in_its_cycle
union
select * from on_its_day
