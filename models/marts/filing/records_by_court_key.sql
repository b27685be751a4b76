{{ config(materialized='view') }}
select
    'charge' as unit,
    charges.charge_id as unit_id,
    charges.person_id,
    coalesce(charges.recorded_person_id, charges.person_id) as recorded_person_id,
    charges.county_name,
    charges.agency_code,
    charges.agency_name,
    charges.case_number_key,
    charges.count_number,
    {{ section_text('charges') }} as section_text,
    {{ day_only('charges.event_date_earliest', 'charges.event_date_precision') }} as known_day
from {{ ref('int_charges') }} as charges
where charges.county_type = 'in_state'
    -- (Some laws relieve charges that ended without a conviction.)
    and (
        charges.is_conviction
        or charges.charge_id in (
            select findings.charge_id
            from {{ rule('findings') }} as findings
            where findings.outcome = 'eligible'
        )
    )
union all
select
    'arrest' as unit,
    arrests.arrest_id as unit_id,
    arrests.person_id,
    coalesce(arrests.recorded_person_id, arrests.person_id) as recorded_person_id,
    arrests.county_name,
    arrests.agency_code,
    arrests.agency_name,
    cast(null as varchar) as case_number_key,
    cast(null as varchar) as count_number,
    cast(null as varchar) as section_text,
    {{ day_only('arrests.arrest_date_earliest', 'arrests.arrest_date_precision') }} as known_day
from {{ ref('int_arrests') }} as arrests
where arrests.county_type = 'in_state'
