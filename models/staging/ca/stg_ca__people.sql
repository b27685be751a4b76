{{ config(materialized='table') }}
-- What one delivery says about one person: one row per delivery and set of values, with how many rows say so.
select
    delivery_id,
    person_key,
    person_bucket,
    state_id,
    subject_id as issuer_person_id,
    person_name,
    sex_code,
    race_code,
    race_name,
    birth_date_earliest,
    birth_date_latest,
    birth_date_precision,
    count(*) as row_count,
    min(source_line) as source_line
from {{ ref('stg_ca__history_rows') }}
group by all
