{{ config(materialized='view', tags=['one_person']) }}
{{ lines_of_facts('arrest', ref('arrest_element_fact_rows'), of_elements=true) }}
