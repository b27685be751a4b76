{{ config(materialized='table') }}
with received as (

    select
        rows.delivery_id,
        rows.source_line,
        rows.person_bucket,
        {{ ca_person_key('rows') }} as person_key,
        {{ ca_state_id('rows') }} as state_id,
        {{ ca_issuer_person_id('rows') }} as issuer_person_id,
        upper({{ clean_text('rows.supervised_by') }}) as supervision_by_code,
        upper({{ clean_text('rows.supervision_type') }}) as supervision_type_code,
        upper(regexp_replace({{ clean_text('rows.county_name') }}, '\s+', ' ', 'g')) as county_name,
        {{ ca_date_code('rows.start_date') }} as start_date_code,
        {{ ca_date_code('rows.end_date') }} as end_date_code
    from {{ source('ca_other_deliveries', 'supervised_release_rows') }} as rows

),

dated as (

    select
        received.*,
        start_dates.date_earliest as start_date_earliest,
        {{ scheduled_date_precision_of('received.start_date_code', 'start_dates') }} as start_date_precision,
        end_dates.date_earliest as end_date_earliest,
        {{ scheduled_date_precision_of('received.end_date_code', 'end_dates') }} as end_date_precision
    from received
    left join {{ ref('stg_ca__date_texts') }} as start_dates on received.start_date_code = start_dates.date_text
    left join {{ ref('stg_ca__date_texts') }} as end_dates on received.end_date_code = end_dates.date_text

)

select
    dated.delivery_id,
    dated.source_line,
    dated.person_key,
    dated.person_bucket,
    dated.state_id,
    dated.issuer_person_id,
    dated.supervision_by_code,
    coalesce(supervisors.supervision_by, 'unknown') as supervision_by,
    dated.supervision_type_code,
    case
        when dated.supervision_type_code is null then 'unknown'
        else coalesce(supervision_types.supervision_type, 'unrecognised')
    end as supervision_type,
    dated.county_name,
    dated.start_date_earliest,
    {{ date_latest('dated.start_date_earliest', 'dated.start_date_precision') }} as start_date_latest,
    dated.start_date_precision,
    dated.end_date_earliest,
    {{ date_latest('dated.end_date_earliest', 'dated.end_date_precision') }} as end_date_latest,
    dated.end_date_precision
from dated
left join {{ ref('ca_supervisors') }} as supervisors on dated.supervision_by_code = supervisors.supervision_by_code
left join {{ ref('ca_supervision_types') }} as supervision_types
    on dated.supervision_type_code = supervision_types.supervision_type_code
