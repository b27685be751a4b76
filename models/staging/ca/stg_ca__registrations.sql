{{ config(materialized='table') }}
with received as (

    select
        rows.delivery_id,
        rows.source_line,
        rows.person_bucket,
        {{ ca_person_key('rows') }} as person_key,
        {{ ca_state_id('rows') }} as state_id,
        {{ ca_issuer_person_id('rows') }} as issuer_person_id,
        upper(regexp_replace({{ clean_text('rows.registration_kind') }}, '\s+', ' ', 'g')) as kind_code,
        upper(regexp_replace({{ clean_text('rows.status') }}, '\s+', ' ', 'g')) as status_code
    from {{ source('ca_other_deliveries', 'registry_rows') }} as rows

)

select
    received.delivery_id,
    received.source_line,
    received.person_key,
    received.person_bucket,
    received.state_id,
    received.issuer_person_id,
    received.kind_code,
    coalesce(kinds.kind, 'unknown') as kind,
    received.status_code,
    coalesce(statuses.status, 'unknown') as status
from received
left join {{ ref('ca_registration_kinds') }} as kinds on received.kind_code = kinds.kind_code
left join {{ ref('ca_registration_statuses') }} as statuses on received.status_code = statuses.status_code
