-- Compiled from the packs of ny by lookback law compile ny, hash 86816b2d549ad476.
{{ config(materialized='view') }}
-- The findings of all remedies of the state.
select * from {{ ref('rule_ny__automatic_sealing') }}
