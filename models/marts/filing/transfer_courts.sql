{{ config(materialized='view') }}
with charges as (

    select
        'charge' as unit,
        charge_id as unit_id,
        person_id,
        person_bucket,
        other_court_county_names,
        other_court_case_numbers,
        len(contradictory_transfer_ids) as transfers_in_doubt,
        told_also_by_county_names
    from {{ ref('int_transferred_charges') }}

),

charges_of_arrests as (

    select
        arrests.arrest_id,
        arrests.person_id,
        arrests.person_bucket,
        transferred.other_court_county_names,
        transferred.other_court_case_numbers,
        transferred.contradictory_transfer_ids,
        transferred.told_also_by_county_names
    from {{ ref('int_transferred_charges') }} as transferred
    inner join {{ ref('int_arrest_charges') }} as arrest_charges
        on transferred.charge_number = arrest_charges.charge_number
    inner join {{ ref('int_arrests') }} as arrests
        on arrest_charges.arrest_number = arrests.arrest_number and transferred.person_id = arrests.person_id

),

courts_of_arrests as (

    select
        arrest_id,
        person_id,
        list(county_name order by county_name) as other_court_county_names,
        list(case_numbers order by county_name) as other_court_case_numbers
    from (
        select
            arrest_id,
            person_id,
            county_name,
            array_to_string(
                list_sort(list(distinct case_numbers) filter (where case_numbers <> '')), '; '
            ) as case_numbers
        from (
            select
                arrest_id,
                person_id,
                unnest(other_court_county_names) as county_name,
                unnest(other_court_case_numbers) as case_numbers
            from charges_of_arrests
        ) as each_charge
        group by arrest_id, person_id, county_name
    ) as each_court
    group by arrest_id, person_id

),

doubts_of_arrests as (

    select
        arrest_id,
        person_id,
        any_value(person_bucket) as person_bucket,
        len(list_distinct(flatten(list(contradictory_transfer_ids)))) as transfers_in_doubt,
        list_sort(list_distinct(flatten(list(told_also_by_county_names)))) as told_also_by_county_names
    from charges_of_arrests
    group by arrest_id, person_id

)

select
    unit,
    unit_id,
    person_id,
    person_bucket,
    other_court_county_names,
    other_court_case_numbers,
    cast(transfers_in_doubt as integer) as transfers_in_doubt,
    told_also_by_county_names
from charges
union all
select
    'arrest' as unit,
    doubts.arrest_id as unit_id,
    doubts.person_id,
    doubts.person_bucket,
    coalesce(courts.other_court_county_names, []) as other_court_county_names,
    coalesce(courts.other_court_case_numbers, []) as other_court_case_numbers,
    cast(doubts.transfers_in_doubt as integer) as transfers_in_doubt,
    doubts.told_also_by_county_names
from doubts_of_arrests as doubts
left join courts_of_arrests as courts
    on doubts.arrest_id = courts.arrest_id and doubts.person_id = courts.person_id
