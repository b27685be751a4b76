-- Compiled from the packs of de by lookback law compile de, hash ea942912ac53ca3e.
{{ config(materialized='view') }}
-- The findings of all remedies of the state.
select * from {{ ref('rule_de__mandatory_expungement') }}
