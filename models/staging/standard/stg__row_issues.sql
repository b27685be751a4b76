{{ config(materialized='table', tags=['central']) }}
{% set odd_day = " not in ('day', 'month', 'year', 'blank')" %}
{% set issues = [
    ('charges', 'person_id', 'blank', 'unknown', 'charge_rows', 'issuer_person_id is null'),
    ('charges', 'place', 'blank', 'unknown', 'charge_rows', 'county_name is null'),
    ('charges', 'place', 'unmapped_value', 'unknown', 'charge_rows',
        "county_name is not null and county_type = 'unknown'"),
    ('charges', 'statute', 'blank', 'unknown', 'charge_rows', "parse_status = 'blank'"),
    ('charges', 'statute', 'not_understood', 'unknown', 'charge_rows', "parse_status not in ('blank', 'parsed')"),
    ('charges', 'inchoate', 'unmapped_value', 'unknown', 'charge_rows', 'is_inchoate_unknown'),
    ('charges', 'level', 'blank', 'unknown', 'charge_rows', 'level_code is null'),
    ('charges', 'level', 'unmapped_value', 'unknown', 'charge_rows', 'level_code is not null and not is_level_known'),
    ('charges', 'grade', 'unmapped_value', 'unknown', 'charge_rows', 'grade_code is not null and not is_grade_known'),
    ('charges', 'grade', 'of_another_level', 'unknown', 'charge_rows',
        'is_grade_known and grade is null and is_level_known'),
    ('charges', 'max_days', 'no_number', 'unknown', 'charge_rows', 'max_days_text is not null and max_days is null'),
    ('charges', 'disposition', 'unmapped_value', 'unknown', 'charge_rows',
        'disposition_text is not null and not is_disposition_known'),
    ('charges', 'disposition_is_final', 'unmapped_value', 'unknown', 'charge_rows', 'is_final_unknown'),
    ('charges', 'is_juvenile', 'unmapped_value', 'unknown', 'charge_rows', 'is_juvenile_unknown'),
    ('charges', 'filed_date', 'impossible_date', 'unknown', 'charge_rows', 'filed_date_precision' ~ odd_day),
    ('charges', 'offense_date', 'impossible_date', 'unknown', 'charge_rows', 'offense_date_precision' ~ odd_day),
    ('charges', 'arrest_date', 'impossible_date', 'unknown', 'charge_rows', 'arrest_date_precision' ~ odd_day),
    ('charges', 'disposition_date', 'impossible_date', 'unknown', 'charge_rows',
        'disposition_date_precision' ~ odd_day),
    ('charges', 'disposition_date', 'before_the_offense', 'unknown', 'charge_rows',
        'disposition_date_latest < offense_date_earliest'),
    ('charges', 'is_domestic', 'unmapped_value', 'unknown', 'charge_facts',
        "column_name = 'is_domestic' and answer is null"),
    ('charges', 'victim_rights', 'unmapped_value', 'unknown', 'charge_facts',
        "column_name = 'victim_rights' and answer is null"),
    ('charges', 'offense_flags', 'unmapped_value', 'unknown', 'charge_facts',
        "column_name = 'offense_flags' and answer is null"),
    ('sentences', 'component', 'blank', 'unknown', 'sentence_rows', "sentence_type = 'unknown'"),
    ('sentences', 'component', 'unmapped_value', 'unknown', 'sentence_rows', "sentence_type = 'unrecognised'"),
    ('sentences', 'end_basis', 'unmapped_value', 'unknown', 'sentence_rows', 'is_end_basis_unknown'),
    ('sentences', 'imposed_date', 'impossible_date', 'unknown', 'sentence_rows', 'imposed_date_precision' ~ odd_day),
    ('sentences', 'start_date', 'impossible_date', 'unknown', 'sentence_rows', 'start_date_precision' ~ odd_day),
    ('sentences', 'end_date', 'impossible_date', 'unknown', 'sentence_rows', 'end_date_precision' ~ odd_day),
    ('sentences', 'min_days', 'no_number', 'unknown', 'sentence_rows', 'min_days_text is not null and min_days is null'),
    ('sentences', 'max_days', 'no_number', 'unknown', 'sentence_rows', 'max_days_text is not null and max_days is null'),
    ('sentences', 'suspended_days', 'no_number', 'unknown', 'sentence_rows',
        'suspended_days_text is not null and suspended_days is null'),
    ('events', 'event', 'unmapped_value', 'unknown', 'events', "event_type = 'unrecognised'"),
    ('events', 'event_date', 'impossible_date', 'unknown', 'events',
        "step_type_code <> 'SENTENCE' and event_date_precision" ~ odd_day),
    ('obligations', 'kind', 'unmapped_value', 'unknown', 'obligations', "obligation_type = 'unrecognised'"),
    ('obligations', 'balance', 'not_told', 'unknown', 'obligations',
        'balance_dollars is null and (amount_owed_dollars is null or amount_paid_dollars is null)'),
    ('supervision', 'by', 'unmapped_value', 'unknown', 'supervision_records',
        "supervision_by_code is not null and supervision_by = 'unknown'"),
    ('supervision', 'kind', 'unmapped_value', 'unknown', 'supervision_records', "supervision_type = 'unrecognised'"),
    ('supervision', 'start_date', 'impossible_date', 'unknown', 'supervision_records',
        'start_date_precision' ~ odd_day),
    ('supervision', 'end_date', 'impossible_date', 'unknown', 'supervision_records', 'end_date_precision' ~ odd_day),
] %}
-- What is odd about the accepted rows of each delivery, counted by column and reason. effect: rejected (the row is left
-- out) or unknown (the value is).
with charge_keys as (

    select
        delivery_id,
        source_line,
        person_key,
        count(*) over (partition by issuer_person_id, county_name, case_key, count_key) > 1 as is_double
    from {{ ref('stg__charge_rows') }}
    where count_number is not null

),

people_rows as (

    select
        rows.delivery_id,
        rows.source_line,
        rows.issuer_person_id as person_key,
        coalesce(ids.is_charged, false) as is_charged,
        rows.birth_text is not null and {{ standard_day('rows.birth_text') }} is null as is_birth_date_impossible,
        rows.issuer_person_id is not null
        and count(*) over (partition by rows.issuer_person_id) > 1 as is_double
    from (
        select
            delivery_id,
            source_line,
            {{ standard_person_id('person_id') }} as issuer_person_id,
            {{ standard_text('birth_date') }} as birth_text
        from {{ source('standard', 'people_rows') }}
    ) as rows
    left join {{ ref('stg__person_ids') }} as ids on rows.issuer_person_id = ids.issuer_person_id

),

found as (

    {% for file, column, reason, effect, table, condition in issues %}
        select
            delivery_id,
            source_line,
            cast(person_key as varchar) as person_key,
            '{{ file }}' as file,
            '{{ column }}' as column_name,
            '{{ reason }}' as reason,
            '{{ effect }}' as effect
        from {{ ref('stg__' ~ table) }}
        where {{ condition }}
        union all
    {% endfor %}
    {% for file, column, reason, effect, table, condition in [
        ('charges', 'count_number', 'duplicate_key', 'unknown', 'charge_keys', 'is_double'),
        ('people', 'person_id', 'orphan_row', 'rejected', 'people_rows', 'not is_charged'),
        ('people', 'person_id', 'duplicate_key', 'unknown', 'people_rows', 'is_double'),
        ('people', 'birth_date', 'impossible_date', 'unknown', 'people_rows', 'is_birth_date_impossible'),
    ] %}
        select
            delivery_id,
            source_line,
            cast(person_key as varchar) as person_key,
            '{{ file }}' as file,
            '{{ column }}' as column_name,
            '{{ reason }}' as reason,
            '{{ effect }}' as effect
        from {{ table }}
        where {{ condition }}
        union all
    {% endfor %}
    select
        delivery_id,
        source_line,
        cast(person_key as varchar) as person_key,
        file,
        case match when 'none' then 'person_id' when 'no_case' then 'case_number' else 'count_number' end
            as column_name,
        'orphan_row' as reason,
        case
            when match = 'none' or (file = 'obligations' and match = 'no_case') then 'rejected' else 'unknown'
        end as effect
    from {{ ref('stg__case_rows') }}
    where match in ('none', 'no_case', 'no_count')
    union all
    select
        records.delivery_id,
        records.source_line,
        cast(records.person_key as varchar) as person_key,
        'supervision' as file,
        'person_id' as column_name,
        'orphan_row' as reason,
        'rejected' as effect
    from {{ ref('stg__supervision_records') }} as records
    left join {{ ref('stg__person_ids') }} as ids on records.issuer_person_id = ids.issuer_person_id
    where not coalesce(ids.is_charged, false)

)

-- (A row that tells several events is odd once.)
select
    delivery_id,
    file,
    column_name,
    reason,
    effect,
    count(distinct source_line) as row_count,
    count(distinct person_key) as person_count
from found
group by delivery_id, file, column_name, reason, effect
