{{ config(materialized='view', tags=['one_person']) }}
-- Which fact rows each word of an element of an arrest rests on, and the lines they came from: one row per arrest in
-- scope, remedy, path, element, fact row and source line, as element_facts is of charges.
{{ lines_of_facts('arrest', ref('arrest_element_fact_rows'), of_elements=true) }}
