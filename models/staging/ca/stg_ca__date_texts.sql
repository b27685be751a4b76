{{ config(materialized='table', tags=['distinct']) }}
with all_texts as (

    select unnest([cyc_date, stp_event_date, disp_date, pri_dob]) as received_text
    from {{ source('ca_doj', 'history_rows') }}
    union all
    select unnest([{{ ca_date_code('start_date') }}, {{ ca_date_code('end_date') }}]) as received_text
    from {{ source('ca_other_deliveries', 'supervised_release_rows') }}
    union all
    select
        unnest([
            {{ ca_date_code('disposition_date') }},
            {{ ca_date_code('probation_completed_date') }},
            {{ ca_date_code('probation_revoked_date') }}
        ]) as received_text
    from {{ source('ca_other_deliveries', 'court_records_rows') }}
    union all
    select
        unnest([
            {{ ca_date_code('filed_date') }}, {{ ca_date_code('hearing_date') }}, {{ ca_date_code('outcome_date') }}
        ]) as received_text
    from {{ source('ca_other_deliveries', 'petitions_rows') }}
    union all
    select {{ ca_date_code('transfer_date') }} as received_text
    from {{ source('ca_other_deliveries', 'case_transfers_rows') }}

),

-- Into one list and out again: otherwise what follows is pushed down into the scan and done once per row (measured:
-- ten times the time).
received_texts as (

    select unnest(texts) as received_text
    from (select list(distinct received_text) as texts from all_texts) as gathered

),

cleaned as (

    select distinct {{ clean_masked_text('received_text') }} as date_text
    from received_texts

),

eight_digits as (

    select date_text
    from cleaned
    where regexp_full_match(date_text, '[0-9]{8}') and date_text >= '18500101'

),

spans as (

    select
        date_text,
        case
            when date_text like '____0000' then 'year'
            when date_text like '______00' then 'month'
            else 'day'
        end as date_precision,
        case
            when date_text like '____0000' then try_strptime(left(date_text, 4) || '0101', '%Y%m%d')
            when date_text like '______00' then try_strptime(left(date_text, 6) || '01', '%Y%m%d')
            else try_strptime(date_text, '%Y%m%d')
        end as first_moment
    from eight_digits

)

select
    date_text,
    date_precision,
    cast(first_moment as date) as date_earliest
from spans
where first_moment is not null
