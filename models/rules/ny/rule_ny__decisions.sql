-- Compiled from the packs of ny by lookback law compile ny, hash 5a3424a410399d7c.
{{ config(materialized='view') }}
-- The findings of all remedies of the state.
select * from {{ ref('rule_ny__automatic_sealing') }}
