{{ config(materialized='table') }}
-- Each distinct disposition text, classified once by the vocabulary; the first match by match_order is taken.
-- An unrecognised text is a word of its own: it sends what depends on it to review.
with distinct_texts as (

    select distinct {{ clean_text('disp_descr') }} as disposition_text
    from {{ source('ca_doj', 'history_rows') }}
    where {{ clean_text('disp_descr') }} is not null

),

matches as (

    select
        distinct_texts.disposition_text,
        vocabulary.disposition_type,
        vocabulary.match_order
    from distinct_texts
    inner join {{ ref('ca_dispositions') }} as vocabulary
        on case vocabulary.match_mode
            when 'exact' then upper(distinct_texts.disposition_text) = vocabulary.disposition_text
            when 'prefix' then starts_with(upper(distinct_texts.disposition_text), vocabulary.disposition_text)
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
    coalesce(first_match.disposition_type, 'unrecognised') as disposition_type
from distinct_texts
left join first_match on distinct_texts.disposition_text = first_match.disposition_text
