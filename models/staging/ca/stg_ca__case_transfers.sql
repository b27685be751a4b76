{{ config(materialized='table') }}
with received as (

    select
        rows.delivery_id,
        rows.source_line,
        rows.person_bucket,
        deliveries.data_as_of,
        {{ ca_person_key('rows') }} as person_key,
        {{ ca_state_id('rows') }} as state_id,
        {{ ca_issuer_person_id('rows') }} as issuer_person_id,
        upper(regexp_replace({{ clean_text('rows.from_county_name') }}, '\s+', ' ', 'g')) as from_county_name,
        {{ clean_text('rows.from_case_number') }} as from_case_numbers,
        {{ ca_case_number_key('rows.from_case_number') }} as from_case_number_key,
        upper(regexp_replace({{ clean_text('rows.to_county_name') }}, '\s+', ' ', 'g')) as to_county_name,
        {{ clean_text('rows.to_case_number') }} as to_case_numbers,
        {{ ca_case_number_key('rows.to_case_number') }} as to_case_number_key,
        {{ ca_date_code('rows.transfer_date') }} as transfer_date_code
    from {{ source('ca_other_deliveries', 'case_transfers_rows') }} as rows
    inner join {{ source('intake', 'deliveries') }} as deliveries on rows.delivery_id = deliveries.delivery_id

),

dated as (

    select
        received.*,
        case when transfer_dates.date_earliest <= received.data_as_of then transfer_dates.date_earliest end
            as transfer_date_earliest,
        {{ date_precision_of('received.transfer_date_code', 'transfer_dates') }} as transfer_date_precision
    from received
    left join {{ ref('stg_ca__date_texts') }} as transfer_dates
        on received.transfer_date_code = transfer_dates.date_text

)

select
    dated.delivery_id,
    dated.source_line,
    dated.person_key,
    dated.person_bucket,
    dated.state_id,
    dated.issuer_person_id,
    dated.from_county_name,
    case when from_counties.recorded_county_name is not null then 'in_state' else 'unknown' end as from_county_type,
    dated.from_case_numbers,
    dated.from_case_number_key,
    dated.to_county_name,
    case when to_counties.recorded_county_name is not null then 'in_state' else 'unknown' end as to_county_type,
    dated.to_case_numbers,
    dated.to_case_number_key,
    dated.transfer_date_earliest,
    {{ date_latest('dated.transfer_date_earliest', 'dated.transfer_date_precision') }} as transfer_date_latest,
    dated.transfer_date_precision
from dated
left join {{ ref('ca_counties') }} as from_counties on dated.from_county_name = from_counties.recorded_county_name
left join {{ ref('ca_counties') }} as to_counties on dated.to_county_name = to_counties.recorded_county_name
