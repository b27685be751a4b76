-- Compiled from the packs of de by lookback law compile de, hash 5d33d92ff75f6e17.
{{ config(materialized='view') }}
-- The findings of all remedies of the state.
select * from {{ ref('rule_de__mandatory_expungement') }}
