-- Compiled from the packs of ny by lookback law compile ny, hash c91b1e975fdfbcc3.
{{ config(materialized='view') }}
-- The findings of all remedies of the state.
select * from {{ ref('rule_ny__automatic_sealing') }}
