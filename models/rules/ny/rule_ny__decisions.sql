-- Compiled from the packs of ny by lookback law compile ny, hash fd12f5ca74f56f9b.
{{ config(materialized='view', tags=['on_demand', 'compiled_law']) }}
-- The findings of all remedies of the state.
select * from {{ ref('rule_ny__automatic_sealing') }}
