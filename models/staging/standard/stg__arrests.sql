-- An arrest is told by its charges: one row for each person, case, place and day.
select
    delivery_id,
    min(source_line) as source_line,
    person_key,
    person_bucket,
    cycle_key,
    cycle_key as step_key,
    arrest_date_earliest,
    arrest_date_latest,
    arrest_date_precision,
    county_name,
    county_type,
    cast(null as varchar) as agency_code,
    arrest_agency as agency_name,
    bool_or(is_juvenile) as is_juvenile
from {{ ref('stg__charge_rows') }}
where arrest_date_precision <> 'blank'
group by all
