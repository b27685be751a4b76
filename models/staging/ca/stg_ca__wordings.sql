{{ config(materialized='table', tags=['central']) }}
-- How each delivery words coded fields: one row per kind of field, delivery, county and wording that the vocabulary
-- lacks, and one for all that it has. The county is the file's, and in a file of the whole state the row's own.
-- A wording may be shown outside the warehouse if the field is coded and three people or more have it: where columns of
-- a file are shifted, a coded field holds names.
with counties_of_deliveries as (

    select
        deliveries.delivery_id,
        deliveries.file_name,
        counties.recorded_county_name as county_name
    from {{ source('intake', 'deliveries') }} as deliveries
    left join {{ ref('ca_counties') }} as counties on deliveries.county_name = counties.recorded_county_name
    where deliveries.delivery_kind in ('history', 'court_records')

),

all_rows as (

    select
        delivery_id,
        person_key,
        case when county_type = 'in_state' then county_name else upper(county_type) end as county_name,
        true as has_coded_disposition,
        disposition_text,
        disposition_type,
        case when is_charge then charge_text end as charge_text,
        parse_status,
        level_code,
        level,
        step_type_code,
        step_type,
        sentence_location_code,
        sentence_unit_code
    from {{ ref('stg_ca__history_rows') }}
    union all
    select
        delivery_id,
        person_key,
        case when county_type = 'in_state' then county_name else upper(county_type) end as county_name,
        false as has_coded_disposition,
        disposition_text,
        disposition_type,
        charge_text,
        parse_status,
        level_code,
        level,
        cast(null as varchar) as step_type_code,
        cast(null as varchar) as step_type,
        sentence_location_code,
        sentence_unit_code
    from {{ ref('stg_ca__court_records') }}

),

read as (

    select
        all_rows.*,
        coalesce(texts.is_in_vocabulary, true) as has_known_disposition,
        all_rows.parse_status not in ('no_section_found', 'unknown_code_book', 'section_not_understood')
            as has_known_charge,
        charge_texts.code_book_code,
        locations.sentence_type is not null as has_known_location
    from all_rows
    left join {{ ref('stg_ca__disposition_texts') }} as texts
        on all_rows.disposition_type = 'unrecognised' and all_rows.disposition_text = texts.disposition_text
    left join {{ ref('stg_ca__charge_texts') }} as charge_texts
        on all_rows.parse_status = 'unknown_code_book' and all_rows.charge_text = charge_texts.charge_text
    left join {{ ca_vocabulary('sentence') }} as locations
        on upper(all_rows.sentence_location_code) = locations.sentence_location_code

),

-- A charge is free text: of one that names no known code book, only the letters in the place of the code book are kept.
worded as (

    select
        delivery_id,
        person_key,
        county_name,
        unnest([
            {
                kind: 'disposition',
                is_told: disposition_text is not null,
                is_known: has_known_disposition,
                is_coded: has_coded_disposition,
                wording: upper(disposition_text)
            },
            {
                kind: 'charge',
                is_told: charge_text is not null,
                is_known: has_known_charge,
                is_coded: code_book_code is not null,
                wording: code_book_code
            },
            {
                kind: 'level',
                is_told: level_code is not null,
                is_known: level <> 'unknown',
                is_coded: true,
                wording: upper(level_code)
            },
            {
                kind: 'step_type',
                is_told: step_type_code is not null,
                is_known: step_type <> 'unrecognised',
                is_coded: true,
                wording: upper(regexp_replace(step_type_code, '\s+', ' ', 'g'))
            },
            {
                kind: 'sentence',
                is_told: sentence_location_code is not null,
                is_known: has_known_location,
                is_coded: true,
                wording: upper(sentence_location_code)
            }
        ]) as field
    from read

)

select
    field['kind'] as kind,
    coalesce(counties_of_deliveries.county_name, worded.county_name) as county_name,
    worded.delivery_id,
    any_value(counties_of_deliveries.file_name) as file_name,
    case when not field['is_known'] then field['wording'] end as wording,
    field['is_known'] as is_known,
    bool_and(field['is_coded']) and count(distinct worded.person_key) >= 3 as is_showable,
    count(*) as row_count
from worded
inner join counties_of_deliveries on worded.delivery_id = counties_of_deliveries.delivery_id
where field['is_told']
group by all
