-- Compiled from the packs of de by lookback law compile de, hash 8c4f3577cda6d2c3.
{{ config(materialized='view') }}
-- The findings of all remedies of the state.
select * from {{ ref('rule_de__mandatory_expungement') }}
