-- Compiled from the packs of ny by lookback law compile ny, hash 1b376492fbd319e4.
{{ config(materialized='view') }}
-- The findings of all remedies of the state.
select * from {{ ref('rule_ny__automatic_sealing') }}
