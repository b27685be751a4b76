-- Compiled from the packs of ny by lookback law compile ny, hash 18d1dca7284adee4.
{{ config(materialized='view') }}
-- The findings of all remedies of the state.
select * from {{ ref('rule_ny__automatic_sealing') }}
