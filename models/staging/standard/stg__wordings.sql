{{ config(materialized='table', tags=['central']) }}
-- How each delivery words coded fields of charges, as for every state: one row per wording that the vocabulary lacks,
-- and one for all that it has. Charges of other states and of the United States are rows of their own: no vocabulary
-- of the state has their code books. A wording is shown outside the warehouse if three people or more have it.
with worded as (

    select
        rows.delivery_id,
        rows.person_key,
        case when rows.county_type = 'in_state' then rows.county_name else upper(rows.county_type) end as county_name,
        rows.is_federal,
        unnest([
            {
                kind: 'disposition',
                is_told: rows.disposition_text is not null,
                is_known: rows.is_disposition_known,
                wording: rows.disposition_text
            },
            {
                kind: 'charge',
                is_told: rows.parse_status <> 'blank',
                is_known: rows.parse_status = 'parsed',
                wording: rows.code_book_code
            },
            {
                kind: 'level',
                is_told: rows.level_code is not null,
                is_known: rows.is_level_known,
                wording: rows.level_code
            },
            {
                kind: 'grade',
                is_told: rows.grade_code is not null,
                is_known: rows.is_grade_known,
                wording: rows.grade_code
            }
        ]) as field
    from {{ ref('stg__charge_rows') }} as rows

)

select
    field['kind'] as kind,
    case
        when field['kind'] = 'charge' and worded.is_federal then 'ELSEWHERE'
        else worded.county_name
    end as county_name,
    worded.delivery_id,
    any_value(deliveries.file_name) as file_name,
    case when not field['is_known'] then field['wording'] end as wording,
    field['is_known'] as is_known,
    count(distinct worded.person_key) >= 3 as is_showable,
    count(*) as row_count
from worded
inner join {{ source('intake', 'deliveries') }} as deliveries on worded.delivery_id = deliveries.delivery_id
where field['is_told']
group by all
