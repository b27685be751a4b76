{{ config(materialized='view', tags=['one_person']) }}
-- The facts each finding rests on, and the lines they came from: one row per charge in scope, remedy, fact row and
-- source line. A fact that no delivered line tells (what people established, a conflict of ids) has no line.
{{ lines_of_facts('charge', ref('explanation_fact_rows')) }}
