{{ config(materialized='view', tags=['one_person']) }}
-- The facts each finding of an arrest rests on, and the lines they came from: one row per arrest in scope, remedy, fact
-- row and source line, as explanation_facts is of charges.
{{ lines_of_facts('arrest', ref('arrest_explanation_fact_rows')) }}
