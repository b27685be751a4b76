{{ config(materialized='table', tags=['distinct']) }}
with all_texts as (

    select unnest([disp_descr]) as received_text
    from {{ source('ca_doj', 'history_rows') }}
    union all
    select disposition as received_text from {{ source('ca_other_deliveries', 'court_records_rows') }}

),

-- Into one list and out again: otherwise what follows is pushed down into the scan and done once per row (measured:
-- ten times the time).
received_texts as (

    select unnest(texts) as received_text
    from (select list(distinct received_text) as texts from all_texts) as gathered

),

distinct_texts as (

    select distinct {{ clean_text('received_text') }} as disposition_text
    from received_texts
    where {{ clean_text('received_text') }} is not null

),

-- A wording that a person added in this home counts where no shipped pattern matches.
patterns as (

    select
        match_order,
        match_mode,
        disposition_text,
        disposition_type
    from {{ ref('ca_dispositions') }}
    union all
    select
        (select max(match_order) + 1 from {{ ref('ca_dispositions') }}) as match_order,
        'exact' as match_mode,
        wording as disposition_text,
        meaning as disposition_type
    from {{ source('intake', 'added_wordings') }}
    where kind = 'disposition'

),

matches as (

    select
        distinct_texts.disposition_text,
        vocabulary.disposition_type,
        vocabulary.match_order
    from distinct_texts
    inner join patterns as vocabulary
        on case vocabulary.match_mode
            when 'exact' then upper(distinct_texts.disposition_text) = vocabulary.disposition_text
            when 'prefix' then starts_with(upper(distinct_texts.disposition_text), vocabulary.disposition_text)
            when 'pattern' then regexp_matches(upper(distinct_texts.disposition_text), vocabulary.disposition_text)
            else contains(upper(distinct_texts.disposition_text), vocabulary.disposition_text)
        end

),

first_match as (

    select
        disposition_text,
        arg_min(disposition_type, match_order) as disposition_type
    from matches
    group by disposition_text

)

select
    distinct_texts.disposition_text,
    coalesce(first_match.disposition_type, 'unrecognised') as disposition_type,
    first_match.disposition_type is not null as is_in_vocabulary
from distinct_texts
left join first_match on distinct_texts.disposition_text = first_match.disposition_text
