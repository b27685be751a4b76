{{ config(materialized='view', tags=['one_person']) }}
-- Which fact rows each word of an element rests on, and the lines they came from: one row per charge in scope, remedy,
-- path, element, fact row and source line. An element that no fact answers has no row here.
{{ lines_of_facts('charge', ref('element_fact_rows'), of_elements=true) }}
