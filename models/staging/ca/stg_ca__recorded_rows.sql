{{ config(materialized='view') }}
-- Each row as the department or a court wrote it: what batches quote. Nothing is read or repaired here but spaces.
select
    delivery_id,
    source_line,
    'history' as delivery_kind,
    trim(pri_name) as person_name,
    trim(pri_dob) as birth_date,
    trim(cii_number) as state_id,
    trim(stp_event_date) as event_date,
    trim(offense_descr) as charged_text,
    trim(disp_offense_descr) as disposed_text,
    trim(conv_offense_descr) as convicted_text,
    trim(comment_text) as comment_text
from {{ source('ca_doj', 'history_rows') }}
union all
select
    delivery_id,
    source_line,
    'court_records' as delivery_kind,
    cast(null as varchar) as person_name,
    cast(null as varchar) as birth_date,
    nullif(trim(cii_number), '') as state_id,
    cast(null as varchar) as event_date,
    cast(null as varchar) as charged_text,
    cast(null as varchar) as disposed_text,
    trim(charge) as convicted_text,
    cast(null as varchar) as comment_text
from {{ source('ca_other_deliveries', 'court_records_rows') }}
