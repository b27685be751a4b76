-- Compiled from the packs of ny by lookback law compile ny, hash bced288735b0f50d.
{{ config(materialized='view') }}
-- The findings of all remedies of the state.
select * from {{ ref('rule_ny__automatic_sealing') }}
