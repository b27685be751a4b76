{{ config(materialized='view', tags=['one_person']) }}
-- Why a finding came out as it did: one row per charge in scope, remedy, path and element, with its word, the question
-- it answers and where the law asks it. Paths that did not decide stay visible.
{{ words_of_findings('charge', rule('elements_long'), rule('findings')) }}
