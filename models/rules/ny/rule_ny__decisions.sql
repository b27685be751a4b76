-- Compiled from the packs of ny by lookback law compile ny, hash 72344211c019a233.
{{ config(materialized='view', tags=['on_demand', 'compiled_law']) }}
-- The findings of all remedies of the state.
select * from {{ ref('rule_ny__automatic_sealing') }}
