-- Compiled from the packs of de by lookback law compile de, hash 7e5c2acdf313e0b4.
{{ config(materialized='view') }}
-- The findings of all remedies of the state.
select * from {{ ref('rule_de__mandatory_expungement') }}
