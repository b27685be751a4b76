select
    delivery_id,
    source_line,
    person_key,
    person_bucket,
    {{ ca_cycle_key() }} as cycle_key,
    {{ ca_step_key() }} as step_key,
    cycle_date_earliest as arrest_date_earliest,
    {{ date_latest('cycle_date_earliest', 'cycle_date_precision') }} as arrest_date_latest,
    cycle_date_precision as arrest_date_precision,
    county_name,
    county_type,
    agency_code,
    agency_name,
    is_juvenile
from {{ ref('stg_ca__history_rows') }}
where step_type = 'arrest'
