{{ config(materialized='view', tags=['one_person']) }}
{{ words_of_findings('arrest', rule('arrest_elements'), rule('arrest_findings')) }}
