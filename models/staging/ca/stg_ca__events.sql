select
    delivery_id,
    source_line,
    person_key,
    person_bucket,
    {{ ca_cycle_key() }} as cycle_key,
    {{ ca_step_key() }} as step_key,
    count_key,
    step_type,
    step_type_code,
    county_name,
    case
        when
            starts_with(disposition_type, 'relief_')
            or starts_with(disposition_type, 'probation_')
            or disposition_type = 'registration_terminated'
            then disposition_type
        when step_type not in ('arrest', 'court_action', 'juvenile_court') then step_type
        else 'disposition_unrecognised'
    end as event_type,
    event_date_earliest,
    {{ date_latest('event_date_earliest', 'event_date_precision') }} as event_date_latest,
    event_date_precision,
    charge_text,
    code_book,
    section,
    subdivision_path,
    disposition_text,
    disposition_type
from {{ ref('stg_ca__history_rows') }}
where
    step_type not in ('arrest', 'court_action', 'juvenile_court')
    or starts_with(disposition_type, 'relief_')
    or starts_with(disposition_type, 'probation_')
    or disposition_type in ('registration_terminated', 'unrecognised')
