-- Compiled from the packs of de by lookback law compile de, hash ab057df159443378.
{{ config(materialized='view') }}
-- The findings of all remedies of the state.
select * from {{ ref('rule_de__mandatory_expungement') }}
