{{ config(materialized='table') }}
with received as (

    select
        rows.delivery_id,
        rows.source_line,
        deliveries.data_as_of,
        ids.only_state_id as state_id,
        {{ standard_person_id('rows.person_id') }} as issuer_person_id,
        upper({{ standard_text('rows."by"') }}) as supervision_by_code,
        upper({{ standard_text('rows.kind') }}) as supervision_type_code,
        {{ standard_text('rows.start_date') }} as start_text,
        {{ standard_text('rows.end_date') }} as end_text
    from {{ source('standard', 'supervision_rows') }} as rows
    inner join {{ source('intake', 'deliveries') }} as deliveries on rows.delivery_id = deliveries.delivery_id
    left join {{ ref('stg__person_ids') }} as ids
        on {{ standard_person_id('rows.person_id') }} = ids.issuer_person_id

),

dated as (

    select
        *,
        {{ standard_day('start_text') }} as start_first,
        {{ standard_day('end_text') }} as end_first
    from received

)

select
    rows.delivery_id,
    rows.source_line,
    {{ standard_person_key('rows') }} as person_key,
    {{ standard_bucket('rows') }} as person_bucket,
    rows.state_id,
    rows.issuer_person_id,
    rows.supervision_by_code,
    coalesce(supervisors.meaning, 'unknown') as supervision_by,
    rows.supervision_type_code,
    coalesce(kinds.meaning, case when rows.supervision_type_code is null then 'unknown' else 'unrecognised' end)
        as supervision_type,
    cast(null as varchar) as county_name,
    {{ standard_days('rows.start', 'start_date', true) }},
    {{ standard_days('rows.end', 'end_date', true) }}
from dated as rows
left join {{ standard_vocabulary('supervisor') }} as supervisors on rows.supervision_by_code = supervisors.wording
left join {{ standard_vocabulary('supervision') }} as kinds on rows.supervision_type_code = kinds.wording
