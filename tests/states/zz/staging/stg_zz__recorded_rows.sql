{{ config(materialized='view') }}
select
    delivery_id,
    source_line,
    'history' as delivery_kind,
    name as person_name,
    born as birth_date,
    person_id as state_id,
    disposed as event_date,
    charge as charged_text,
    cast(null as varchar) as disposed_text,
    cast(null as varchar) as convicted_text,
    cast(null as varchar) as comment_text
from {{ ref('stg_zz__rows') }}
