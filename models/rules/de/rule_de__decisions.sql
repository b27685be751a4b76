-- Compiled from the packs of de by lookback law compile de, hash c2e58e3a7da13f0c.
{{ config(materialized='view') }}
-- The findings of all remedies of the state.
select * from {{ ref('rule_de__mandatory_expungement') }}
