{{ config(materialized='view', tags=['one_person']) }}
{{ words_of_findings('charge', rule('elements_long'), rule('findings')) }}
