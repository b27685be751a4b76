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
        coalesce(
            upper(regexp_replace({{ clean_text('rows.county_name') }}, '\s+', ' ', 'g')),
            case when counties.recorded_county_name is not null then deliveries.county_name end
        ) as county_name,
        {{ clean_text('rows.case_number') }} as case_numbers,
        {{ ca_case_number_key('rows.case_number') }} as case_number_key,
        upper({{ clean_text('rows.count_number') }}) as count_number,
        {{ clean_text('rows.charge') }} as charge_text,
        {{ ca_bare_section('rows.charge') }} as bare,
        upper({{ clean_text('rows.level') }}) as level_code,
        {{ clean_text('rows.disposition') }} as disposition_text,
        {{ ca_date_code('rows.disposition_date') }} as disposition_date_code,
        {{ clean_text('rows.sentence_part') }} as sentence_part,
        upper({{ clean_text('rows.sentence_type') }}) as sentence_location_code,
        {{ clean_text('rows.sentence_length') }} as sentence_length_code,
        upper({{ clean_text('rows.sentence_unit') }}) as sentence_unit_code,
        {{ ca_date_code('rows.probation_completed_date') }} as completed_date_code,
        {{ ca_date_code('rows.probation_revoked_date') }} as revoked_date_code
    from {{ source('ca_other_deliveries', 'court_records_rows') }} as rows
    inner join {{ source('intake', 'deliveries') }} as deliveries on rows.delivery_id = deliveries.delivery_id
    left join {{ ref('ca_counties') }} as counties on deliveries.county_name = counties.recorded_county_name

),

read as (

    select
        received.*,
        charge_texts.code_book,
        coalesce(charge_texts.section, nullif(received.bare['section'], '')) as section,
        case
            when charge_texts.section is not null then charge_texts.subdivision_path
            when received.bare['section'] <> '' then lower(received.bare['subdivision_path'])
        end as subdivision_path,
        charge_texts.charge_prefix,
        case
            when received.charge_text is null then 'blank'
            when charge_texts.section is null and received.bare['section'] <> '' then 'code_book_not_told'
            else charge_texts.parse_status
        end as parse_status,
        coalesce(charge_texts.has_further_section, false) as has_further_section,
        coalesce(levels.level, 'unknown') as level,
        {{ ca_is_life_word('received.sentence_location_code') }}
        or {{ ca_is_life_word('received.sentence_length_code') }}
        or {{ ca_is_life_word('received.sentence_unit_code') }}
        or coalesce(received.sentence_unit_code = 'L', false)
        or (
            coalesce(levels.level, 'unknown') not in ('misdemeanor', 'infraction')
            and (
                coalesce(charge_texts.names_life_term, false)
                or coalesce({{ ca_says_life_term('received.disposition_text') }}, false)
            )
        ) as is_for_life,
        case
            when received.disposition_text is null then 'blank'
            else disposition_texts.disposition_type
        end as disposition_type,
        case
            when disposition_dates.date_earliest <= received.data_as_of then disposition_dates.date_earliest
        end as disposition_date_earliest,
        {{ date_precision_of('received.disposition_date_code', 'disposition_dates') }} as disposition_date_precision,
        case when completed_dates.date_earliest <= received.data_as_of then completed_dates.date_earliest end
            as completed_date_earliest,
        {{ date_precision_of('received.completed_date_code', 'completed_dates') }} as completed_date_precision,
        case when revoked_dates.date_earliest <= received.data_as_of then revoked_dates.date_earliest end
            as revoked_date_earliest,
        {{ date_precision_of('received.revoked_date_code', 'revoked_dates') }} as revoked_date_precision
    from received
    left join {{ ref('stg_ca__charge_texts') }} as charge_texts on received.charge_text = charge_texts.charge_text
    left join {{ ca_vocabulary('level') }} as levels on received.level_code = levels.level_code
    left join {{ ref('stg_ca__disposition_texts') }} as disposition_texts
        on received.disposition_text = disposition_texts.disposition_text
    left join {{ ref('stg_ca__date_texts') }} as disposition_dates
        on received.disposition_date_code = disposition_dates.date_text
    left join {{ ref('stg_ca__date_texts') }} as completed_dates
        on received.completed_date_code = completed_dates.date_text
    left join {{ ref('stg_ca__date_texts') }} as revoked_dates on received.revoked_date_code = revoked_dates.date_text

)

select
    read.delivery_id,
    read.source_line,
    read.person_key,
    read.person_bucket,
    read.state_id,
    read.issuer_person_id,
    read.data_as_of,
    read.county_name,
    case when named_counties.recorded_county_name is not null then 'in_state' else 'unknown' end as county_type,
    read.case_numbers,
    read.case_number_key,
    read.count_number,
    read.charge_text,
    read.code_book,
    read.section,
    read.subdivision_path,
    read.charge_prefix,
    read.parse_status,
    read.has_further_section,
    read.level_code,
    read.level,
    read.disposition_text,
    read.disposition_type,
    read.disposition_date_earliest,
    {{ date_latest('read.disposition_date_earliest', 'read.disposition_date_precision') }} as disposition_date_latest,
    read.disposition_date_precision,
    read.sentence_part,
    read.sentence_location_code,
    case
        when read.is_for_life then 'life'
        when read.sentence_location_code is null then 'unknown'
        else coalesce(locations.sentence_type, 'unrecognised')
    end as sentence_type,
    case
        when regexp_full_match(read.sentence_length_code, '[0-9]{1,5}') then cast(read.sentence_length_code as integer)
    end as sentence_length,
    read.sentence_length_code,
    case read.sentence_unit_code
        when 'D' then 'days'
        when 'DAYS' then 'days'
        when 'M' then 'months'
        when 'MONTHS' then 'months'
        when 'Y' then 'years'
        when 'YEARS' then 'years'
        else case when read.sentence_unit_code is null then 'unknown' else 'unrecognised' end
    end as sentence_unit,
    read.sentence_unit_code,
    read.completed_date_earliest as probation_completed_date_earliest,
    {{ date_latest('read.completed_date_earliest', 'read.completed_date_precision') }}
        as probation_completed_date_latest,
    read.completed_date_precision as probation_completed_date_precision,
    read.revoked_date_earliest as probation_revoked_date_earliest,
    {{ date_latest('read.revoked_date_earliest', 'read.revoked_date_precision') }} as probation_revoked_date_latest,
    read.revoked_date_precision as probation_revoked_date_precision
from read
left join {{ ca_vocabulary('sentence') }} as locations
    on read.sentence_location_code = locations.sentence_location_code
left join {{ ref('ca_counties') }} as named_counties on read.county_name = named_counties.recorded_county_name
