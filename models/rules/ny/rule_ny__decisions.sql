-- Compiled from the packs of ny by lookback law compile ny, hash 2713c06ce2cbaadd.
{{ config(materialized='view', tags=['on_demand', 'compiled_law']) }}
-- The findings of all remedies of the state.
select * from {{ ref('rule_ny__automatic_sealing') }}
