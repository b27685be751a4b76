{{ config(materialized='view', tags=['one_person']) }}
{{ lines_of_facts('arrest', ref('arrest_explanation_fact_rows')) }}
