{{ config(materialized='table') }}
{% set known = "('day', 'month', 'year', 'blank')" %}
-- What is odd about the accepted rows of each delivery, counted by column and reason. effect: rejected (the row is left out)
-- or unknown (the value is).
with charge_keys as (

    select
        delivery_id,
        count(*) over (partition by issuer_person_id, county_name, case_key, count_key) > 1 as is_duplicate
    from {{ ref('stg__charge_rows') }}
    where count_number is not null

),

people_rows as (

    select
        rows.delivery_id,
        ids.is_charged,
        rows.birth_text is not null and {{ standard_day('rows.birth_text') }} is null as is_birth_date_impossible,
        rows.issuer_person_id is not null
        and count(*) over (partition by rows.issuer_person_id) > 1 as is_duplicate
    from (
        select
            delivery_id,
            {{ standard_person_id('person_id') }} as issuer_person_id,
            {{ standard_text('birth_date') }} as birth_text
        from {{ source('standard', 'people_rows') }}
    ) as rows
    left join {{ ref('stg__person_ids') }} as ids on rows.issuer_person_id = ids.issuer_person_id

),

found as (

    {% for column, reason, condition in [
        ('person_id', 'blank', 'issuer_person_id is null'),
        ('place', 'blank', 'county_name is null'),
        ('place', 'unmapped_value', "county_name is not null and county_type = 'unknown'"),
        ('statute', 'blank', "parse_status = 'blank'"),
        ('statute', 'not_understood', "parse_status not in ('blank', 'parsed')"),
        ('inchoate', 'unmapped_value', 'is_inchoate_unknown'),
        ('level', 'blank', 'level_code is null'),
        ('level', 'unmapped_value', "level_code is not null and level = 'unknown'"),
        ('max_days', 'no_number', 'max_days_text is not null and max_days is null'),
        ('disposition', 'unmapped_value', 'disposition_text is not null and not is_disposition_known'),
        ('filed_date', 'impossible_date', 'filed_date_precision not in ' ~ known),
        ('offense_date', 'impossible_date', 'offense_date_precision not in ' ~ known),
        ('arrest_date', 'impossible_date', 'arrest_date_precision not in ' ~ known),
        ('disposition_date', 'impossible_date', 'disposition_date_precision not in ' ~ known),
        ('disposition_date', 'before_the_offense', 'disposition_date_latest < offense_date_earliest'),
    ] %}
        select
            'charges' as file,
            delivery_id,
            '{{ column }}' as column_name,
            '{{ reason }}' as reason,
            'unknown' as effect
        from {{ ref('stg__charge_rows') }}
        where {{ condition }}
        union all
    {% endfor %}
    select 'charges', delivery_id, 'count_number', 'duplicate_key', 'unknown' from charge_keys
    where is_duplicate
    union all
    select 'people', delivery_id, 'person_id', 'orphan_row', 'rejected' from people_rows
    where not coalesce(is_charged, false)
    union all
    select 'people', delivery_id, 'person_id', 'duplicate_key', 'unknown' from people_rows
    where is_duplicate
    union all
    select 'people', delivery_id, 'birth_date', 'impossible_date', 'unknown' from people_rows
    where is_birth_date_impossible
    union all
    select file, delivery_id, 'person_id', 'orphan_row', 'rejected' from {{ ref('stg__case_rows') }}
    where match = 'none'
    union all
    select
        file,
        delivery_id,
        case when match = 'no_case' then 'case_number' else 'count_number' end,
        'orphan_row',
        case when file = 'obligations' and match = 'no_case' then 'rejected' else 'unknown' end
    from {{ ref('stg__case_rows') }}
    where match in ('no_case', 'no_count')
    union all
    select 'sentences', delivery_id, 'component', 'unmapped_value', 'unknown' from {{ ref('stg__sentence_rows') }}
    where sentence_type = 'unrecognised'
    union all
    {% for day in ['imposed', 'start', 'end'] %}
        select 'sentences', delivery_id, '{{ day }}_date', 'impossible_date', 'unknown'
        from {{ ref('stg__sentence_rows') }}
        where {{ day }}_date_precision not in {{ known }}
        union all
    {% endfor %}
    select 'sentences', delivery_id, 'max_days', 'no_number', 'unknown' from {{ ref('stg__sentence_rows') }}
    where max_days_text is not null and max_days is null
    union all
    select distinct 'events', delivery_id, 'event ' || source_line, 'unmapped_value', 'unknown'
    from {{ ref('stg__events') }}
    where event_type = 'unrecognised'
    union all
    select distinct 'events', delivery_id, 'event_date ' || source_line, 'impossible_date', 'unknown'
    from {{ ref('stg__events') }}
    where event_date_precision not in {{ known }} and step_type_code <> 'SENTENCE'
    union all
    select 'obligations', delivery_id, 'kind', 'unmapped_value', 'unknown' from {{ ref('stg__obligations') }}
    where obligation_type = 'unrecognised'
    union all
    select 'obligations', delivery_id, 'balance', 'not_told', 'unknown' from {{ ref('stg__obligations') }}
    where balance_dollars is null and (amount_owed_dollars is null or amount_paid_dollars is null)
    union all
    select 'supervision', records.delivery_id, 'person_id', 'orphan_row', 'rejected'
    from {{ ref('stg__supervision_records') }} as records
    left join {{ ref('stg__person_ids') }} as ids on records.issuer_person_id = ids.issuer_person_id
    where not coalesce(ids.is_charged, false)
    union all
    select 'supervision', delivery_id, 'kind', 'unmapped_value', 'unknown'
    from {{ ref('stg__supervision_records') }}
    where supervision_type = 'unrecognised'

)

select
    delivery_id,
    file,
    split_part(column_name, ' ', 1) as column_name,
    reason,
    effect,
    count(*) as row_count
from found
group by delivery_id, file, split_part(column_name, ' ', 1), reason, effect
