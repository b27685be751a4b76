-- Compiled from the packs of ny by lookback law compile ny, hash 6f0d082714807ca1.
{{ config(materialized='view') }}
-- The findings of all remedies of the state.
select * from {{ ref('rule_ny__automatic_sealing') }}
