{#-
What comes in beside the histories, and that not every state has: no rows, in the columns of its contract.
orchestration/warehouse/dbt/manifest.py looks which of these models the state has.
-#}
{% macro columns_not_delivered(entities) -%}
    {%- set columns = {
        'supervision_records': {
            'varchar': 'delivery_id state_id issuer_person_id supervision_by_code supervision_by '
                ~ 'supervision_type_code supervision_type county_name start_date_precision end_date_precision',
            'bigint': 'source_line',
            'ubigint': 'person_key',
            'integer': 'person_bucket',
            'date': 'start_date_earliest start_date_latest end_date_earliest end_date_latest',
        },
        'registrations': {
            'varchar': 'delivery_id state_id issuer_person_id kind_code kind status_code status',
            'bigint': 'source_line',
            'ubigint': 'person_key',
            'integer': 'person_bucket',
        },
        'court_records': {
            'varchar': 'delivery_id state_id issuer_person_id county_name county_type case_numbers case_number_key '
                ~ 'count_number charge_text code_book section subdivision_path charge_prefix parse_status '
                ~ 'level_code level disposition_text disposition_type disposition_date_precision '
                ~ 'sentence_part sentence_location_code sentence_type sentence_length_code sentence_unit '
                ~ 'sentence_unit_code probation_completed_date_precision probation_revoked_date_precision',
            'bigint': 'source_line',
            'ubigint': 'person_key',
            'integer': 'person_bucket sentence_length',
            'date': 'data_as_of disposition_date_earliest disposition_date_latest '
                ~ 'probation_completed_date_earliest probation_completed_date_latest '
                ~ 'probation_revoked_date_earliest probation_revoked_date_latest',
            'boolean': 'has_further_section',
        },
        'petitions': {
            'varchar': 'delivery_id state_id issuer_person_id county_name case_numbers case_number_key '
                ~ 'section_text code_book section subdivision_path filed_date_precision '
                ~ 'hearing_date_precision outcome_text outcome outcome_date_precision',
            'bigint': 'source_line',
            'ubigint': 'person_key',
            'integer': 'person_bucket',
            'date': 'filed_date_earliest filed_date_latest hearing_date_earliest hearing_date_latest '
                ~ 'outcome_date_earliest outcome_date_latest',
        },
        'case_transfers': {
            'varchar': 'delivery_id state_id issuer_person_id from_county_name from_county_type from_case_numbers '
                ~ 'from_case_number_key to_county_name to_county_type to_case_numbers to_case_number_key '
                ~ 'transfer_date_precision',
            'bigint': 'source_line',
            'ubigint': 'person_key',
            'integer': 'person_bucket',
            'date': 'transfer_date_earliest transfer_date_latest',
        },
        'charge_facts': {
            'varchar': 'delivery_id count_key column_name fact answer',
            'bigint': 'source_line',
            'ubigint': 'person_key',
            'integer': 'person_bucket',
        },
    } -%}
    {{ return(columns[entities]) }}
{%- endmacro %}

{% macro not_delivered(entities) -%}
    (
        select
            {% for type, names in columns_not_delivered(entities).items() -%}
            {% for name in names.split() -%}
            cast(null as {{ type }}) as {{ name }}{% if not loop.last %},{% endif %}
            {% endfor -%}
            {% if not loop.last %},{% endif %}
            {% endfor -%}
        where false
    )
{%- endmacro %}
