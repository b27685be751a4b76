-- Compiled from the packs of ny by lookback law compile ny, hash b1cc14aab912a18e.
{{ config(materialized='view') }}
-- The findings of all remedies of the state.
select * from {{ ref('rule_ny__automatic_sealing') }}
