{{ config(materialized='view') }}
-- What two courts of one transferred case tell of perhaps one conviction, for a person who says which of them is filed:
-- one row per charge that another court of the case tells too, with all that was compared.
with arrests as (

    select
        arrest_charges.charge_number,
        arrests.person_id,
        list_sort(list(distinct arrests.arrest_id)) as arrest_ids
    from {{ ref('int_arrest_charges') }} as arrest_charges
    inner join {{ ref('int_arrests') }} as arrests on arrest_charges.arrest_number = arrests.arrest_number
    group by arrest_charges.charge_number, arrests.person_id

)

select
    charges.charge_id,
    charges.person_id,
    charges.person_bucket,
    charges.county_name,
    charges.agency_name,
    charges.case_numbers,
    charges.case_number_key,
    charges.count_number,
    {{ section_text('charges') }} as section_text,
    charges.charge_text,
    cast(charges.level as varchar) as level,
    charges.is_conviction,
    charges.disposition_text,
    charges.event_date_earliest,
    charges.event_date_latest,
    charges.event_date_precision,
    transferred.told_also_by_county_names,
    transferred.told_also_by_charge_ids,
    coalesce(arrests.arrest_ids, []) as arrest_ids
from {{ ref('int_transferred_charges') }} as transferred
inner join {{ ref('int_charges') }} as charges
    on transferred.charge_id = charges.charge_id and transferred.person_id = charges.person_id
left join arrests
    on charges.charge_number = arrests.charge_number and charges.person_id = arrests.person_id
where len(transferred.told_also_by_charge_ids) > 0
