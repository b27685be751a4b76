with received as (

    select
        records.*,
        persons.person_id,
        persons.person_number,
        persons.person_bucket as linked_bucket,
        persons.is_person_known,
        persons.has_conflicting_ids,
        concat_ws(
            '|',
            persons.person_id,
            coalesce(records.county_name, ''),
            coalesce(records.case_number_key, ''),
            coalesce(records.code_book, ''),
            coalesce(records.section || records.subdivision_path, records.charge_text, ''),
            coalesce(records.charge_prefix, '')
        ) as charge_words,
        concat_ws(
            '|',
            records.disposition_type,
            coalesce(cast(records.disposition_date_earliest as varchar), ''),
            records.disposition_date_precision
        ) as disposition_words
    from {{ staged('court_records') }} as records
    inner join {{ ref('int_external_person_ids') }} as persons on records.person_key = persons.person_key

),

counted as (

    select
        *,
        coalesce(
            count_number,
            min(count_number) over (partition by charge_words, disposition_words),
            ''
        ) as count_words
    from received

),

named as (

    select
        *,
        md5(concat_ws('|', 'court charge', charge_words, count_words)) as court_charge_id,
        md5(concat_ws(
            '|',
            'court record',
            charge_words,
            count_words,
            disposition_words,
            coalesce(case_numbers, ''),
            coalesce(count_number, ''),
            coalesce(charge_text, ''),
            coalesce(level_code, ''),
            coalesce(disposition_text, ''),
            coalesce(sentence_part, ''),
            coalesce(sentence_location_code, ''),
            coalesce(sentence_length_code, ''),
            coalesce(sentence_unit_code, ''),
            coalesce(cast(probation_completed_date_earliest as varchar), ''),
            probation_completed_date_precision,
            coalesce(cast(probation_revoked_date_earliest as varchar), ''),
            probation_revoked_date_precision
        )) as court_record_id
    from counted

)

select
    court_record_id,
    court_charge_id,
    person_id,
    any_value(person_number) as person_number,
    cast(any_value(linked_bucket) as integer) as person_bucket,
    bool_and(is_person_known) as is_person_known,
    bool_or(has_conflicting_ids) as has_conflicting_ids,
    max(data_as_of) as data_as_of,
    any_value(county_name) as county_name,
    any_value(county_type) as county_type,
    any_value(case_numbers) as case_numbers,
    any_value(case_number_key) as case_number_key,
    any_value(count_number) as count_number,
    any_value(charge_text) as charge_text,
    any_value(code_book) as code_book,
    any_value(section) as section,
    any_value(subdivision_path) as subdivision_path,
    any_value(charge_prefix) as charge_prefix,
    any_value(parse_status) as parse_status,
    any_value(has_further_section) as has_further_section,
    any_value(level) as level,
    any_value(disposition_text) as disposition_text,
    any_value(disposition_type) as disposition_type,
    any_value(disposition_date_earliest) as disposition_date_earliest,
    any_value(disposition_date_latest) as disposition_date_latest,
    any_value(disposition_date_precision) as disposition_date_precision,
    any_value(sentence_part) as sentence_part,
    any_value(sentence_location_code) as sentence_location_code,
    any_value(sentence_type) as sentence_type,
    any_value(sentence_length) as sentence_length,
    any_value(sentence_length_code) as sentence_length_code,
    any_value(sentence_unit) as sentence_unit,
    any_value(sentence_unit_code) as sentence_unit_code,
    any_value(probation_completed_date_earliest) as probation_completed_date_earliest,
    any_value(probation_completed_date_latest) as probation_completed_date_latest,
    any_value(probation_completed_date_precision) as probation_completed_date_precision,
    any_value(probation_revoked_date_earliest) as probation_revoked_date_earliest,
    any_value(probation_revoked_date_latest) as probation_revoked_date_latest,
    any_value(probation_revoked_date_precision) as probation_revoked_date_precision,
    list_sort(list(delivery_id || ':' || source_line)) as source_rows
from named
group by court_record_id, court_charge_id, person_id
