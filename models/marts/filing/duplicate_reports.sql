{{ config(materialized='view') }}
with told as (

    select
        charges.*,
        transferred.told_also_by_county_names,
        transferred.told_also_by_charge_ids
    from {{ ref('int_transferred_charges') }} as transferred
    inner join {{ ref('int_charges') }} as charges
        on transferred.charge_id = charges.charge_id and transferred.person_id = charges.person_id
    where len(transferred.told_also_by_charge_ids) > 0

),

arrests as (

    select
        arrest_charges.charge_number,
        arrests.person_id,
        list_sort(list(distinct arrests.arrest_id)) as arrest_ids
    from {{ ref('int_arrest_charges') }} as arrest_charges
    inner join {{ ref('int_arrests') }} as arrests on arrest_charges.arrest_number = arrests.arrest_number
    where arrest_charges.charge_number in (select told.charge_number from told)
    group by arrest_charges.charge_number, arrests.person_id

)

select
    told.charge_id,
    told.person_id,
    told.person_bucket,
    told.county_name,
    told.agency_name,
    told.case_numbers,
    told.case_number_key,
    told.count_number,
    {{ section_text('told') }} as section_text,
    told.charge_text,
    cast(told.level as varchar) as level,
    told.is_conviction,
    told.disposition_text,
    told.event_date_earliest,
    told.event_date_latest,
    told.event_date_precision,
    told.told_also_by_county_names,
    told.told_also_by_charge_ids,
    coalesce(arrests.arrest_ids, []) as arrest_ids
from told
left join arrests on told.charge_number = arrests.charge_number and told.person_id = arrests.person_id
