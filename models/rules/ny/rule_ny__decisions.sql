-- Compiled from the packs of ny by lookback law compile ny, hash 7da4569dc5412268.
{{ config(materialized='view') }}
-- The findings of all remedies of the state.
select * from {{ ref('rule_ny__automatic_sealing') }}
