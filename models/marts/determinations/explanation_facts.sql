{{ config(materialized='view', tags=['one_person']) }}
{{ lines_of_facts('charge', ref('explanation_fact_rows')) }}
