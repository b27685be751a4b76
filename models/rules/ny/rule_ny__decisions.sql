-- Compiled from the packs of ny by lookback law compile ny, hash e059f151c2c57ebd.
{{ config(materialized='view') }}
-- The findings of all remedies of the state.
select * from {{ ref('rule_ny__automatic_sealing') }}
