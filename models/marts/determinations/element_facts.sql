{{ config(materialized='view', tags=['one_person']) }}
{{ lines_of_facts('charge', ref('element_fact_rows'), of_elements=true) }}
