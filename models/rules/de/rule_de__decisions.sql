-- Compiled from the packs of de by lookback law compile de, hash 9cb60595d01273b4.
{{ config(materialized='view') }}
-- The findings of all remedies of the state.
select * from {{ ref('rule_de__mandatory_expungement') }}
