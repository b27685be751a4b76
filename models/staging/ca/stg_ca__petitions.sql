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
        {{ clean_text('rows.section') }} as section_text,
        {{ ca_bare_section('rows.section') }} as bare,
        {{ ca_date_code('rows.filed_date') }} as filed_date_code,
        {{ ca_date_code('rows.hearing_date') }} as hearing_date_code,
        upper({{ clean_text('rows.outcome') }}) as outcome_text,
        {{ ca_date_code('rows.outcome_date') }} as outcome_date_code
    from {{ source('ca_other_deliveries', 'petitions_rows') }} as rows
    inner join {{ source('intake', 'deliveries') }} as deliveries on rows.delivery_id = deliveries.delivery_id
    left join {{ ref('ca_counties') }} as counties on deliveries.county_name = counties.recorded_county_name

),

dated as (

    select
        received.*,
        charge_texts.code_book,
        coalesce(charge_texts.section, nullif(received.bare['section'], '')) as section,
        case
            when charge_texts.section is not null then charge_texts.subdivision_path
            when received.bare['section'] <> '' then lower(received.bare['subdivision_path'])
        end as subdivision_path,
        case when filed_dates.date_earliest <= received.data_as_of then filed_dates.date_earliest end
            as filed_date_earliest,
        {{ date_precision_of('received.filed_date_code', 'filed_dates') }} as filed_date_precision,
        hearing_dates.date_earliest as hearing_date_earliest,
        {{ scheduled_date_precision_of('received.hearing_date_code', 'hearing_dates') }} as hearing_date_precision,
        case when outcome_dates.date_earliest <= received.data_as_of then outcome_dates.date_earliest end
            as outcome_date_earliest,
        {{ date_precision_of('received.outcome_date_code', 'outcome_dates') }} as outcome_date_precision
    from received
    left join {{ ref('stg_ca__charge_texts') }} as charge_texts on received.section_text = charge_texts.charge_text
    left join {{ ref('stg_ca__date_texts') }} as filed_dates on received.filed_date_code = filed_dates.date_text
    left join {{ ref('stg_ca__date_texts') }} as hearing_dates on received.hearing_date_code = hearing_dates.date_text
    left join {{ ref('stg_ca__date_texts') }} as outcome_dates on received.outcome_date_code = outcome_dates.date_text

)

select
    dated.delivery_id,
    dated.source_line,
    dated.person_key,
    dated.person_bucket,
    dated.state_id,
    dated.issuer_person_id,
    dated.county_name,
    dated.case_numbers,
    dated.case_number_key,
    dated.section_text,
    dated.code_book,
    dated.section,
    dated.subdivision_path,
    dated.filed_date_earliest,
    {{ date_latest('dated.filed_date_earliest', 'dated.filed_date_precision') }} as filed_date_latest,
    dated.filed_date_precision,
    dated.hearing_date_earliest,
    {{ date_latest('dated.hearing_date_earliest', 'dated.hearing_date_precision') }} as hearing_date_latest,
    dated.hearing_date_precision,
    dated.outcome_text,
    coalesce(outcomes.outcome, 'unknown') as outcome,
    dated.outcome_date_earliest,
    {{ date_latest('dated.outcome_date_earliest', 'dated.outcome_date_precision') }} as outcome_date_latest,
    dated.outcome_date_precision
from dated
left join {{ ref('ca_petition_outcomes') }} as outcomes on dated.outcome_text = outcomes.outcome_text
