{{ config(materialized='table') }}
-- Whether a text is an id is asked of each distinct text, not of every row.
with no_state_ids as (

    select rows.cii_number
    from (select distinct cii_number from {{ source('ca_doj', 'history_rows') }}) as rows
    where rows.cii_number is not null
    group by rows.cii_number
    having any_value({{ ca_state_id('rows') }}) is null

),

no_issuer_person_ids as (

    select rows.subject_id
    from (select distinct subject_id from {{ source('ca_doj', 'history_rows') }}) as rows
    where rows.subject_id is not null
    group by rows.subject_id
    having any_value({{ ca_issuer_person_id('rows') }}) is null

),

received as (

    select
        rows.delivery_id,
        rows.person_bucket,
        rows.cii_number,
        rows.subject_id,
        rows.pri_name,
        rows.gender,
        rows.race_code,
        rows.race_descr,
        rows.pri_dob,
        count(*) as row_count,
        min(rows.source_line) as source_line
    from {{ source('ca_doj', 'history_rows') }} as rows
    left join no_state_ids on rows.cii_number = no_state_ids.cii_number
    left join no_issuer_person_ids on rows.subject_id = no_issuer_person_ids.subject_id
    group by
        rows.delivery_id,
        rows.person_bucket,
        rows.cii_number,
        rows.subject_id,
        rows.pri_name,
        rows.gender,
        rows.race_code,
        rows.race_descr,
        rows.pri_dob,
        -- A row without any id is a person of its own.
        case
            when
                rows.cii_number is null
                or rows.subject_id is null
                or no_state_ids.cii_number is not null
                or no_issuer_person_ids.subject_id is not null
                then rows.source_line
        end

),

cleaned as (

    select
        received.delivery_id,
        deliveries.data_as_of,
        {{ ca_person_key('received') }} as person_key,
        received.person_bucket,
        {{ ca_state_id('received') }} as state_id,
        {{ ca_issuer_person_id('received') }} as issuer_person_id,
        {{ clean_masked_text('received.pri_name') }} as person_name,
        {{ clean_masked_text('received.gender') }} as sex_code,
        {{ clean_masked_text('received.race_code') }} as race_code,
        {{ clean_masked_text('received.race_descr') }} as race_name,
        {{ clean_masked_text('received.pri_dob') }} as birth_date_code,
        received.row_count,
        received.source_line
    from received
    inner join {{ source('intake', 'deliveries') }} as deliveries on received.delivery_id = deliveries.delivery_id

),

dated as (

    select
        cleaned.*,
        case
            when birth_dates.date_earliest > cleaned.data_as_of then null
            else birth_dates.date_earliest
        end as birth_date_earliest,
        {{ date_precision_of('cleaned.birth_date_code', 'birth_dates') }} as birth_date_precision
    from cleaned
    left join {{ ref('stg_ca__date_texts') }} as birth_dates on cleaned.birth_date_code = birth_dates.date_text

)

select
    delivery_id,
    person_key,
    person_bucket,
    state_id,
    issuer_person_id,
    person_name,
    sex_code,
    race_code,
    race_name,
    birth_date_earliest,
    {{ date_latest('birth_date_earliest', 'birth_date_precision') }} as birth_date_latest,
    birth_date_precision,
    cast(sum(row_count) as bigint) as row_count,
    min(source_line) as source_line
from dated
group by
    delivery_id,
    person_key,
    person_bucket,
    state_id,
    issuer_person_id,
    person_name,
    sex_code,
    race_code,
    race_name,
    birth_date_earliest,
    birth_date_precision
