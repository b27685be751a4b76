{{ config(materialized='view', tags=['one_person']) }}
-- Why a finding of an arrest came out as it did: one row per arrest in scope, path and element, as finding_elements is
-- of charges. Paths that did not decide stay visible.
{{ words_of_findings('arrest', rule('arrest_elements'), rule('arrest_findings')) }}
