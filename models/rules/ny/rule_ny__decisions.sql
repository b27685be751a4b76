-- Compiled from the packs of ny by lookback law compile ny, hash 4ef5082e5669164c.
{{ config(materialized='view', tags=['on_demand', 'compiled_law']) }}
-- The findings of all remedies of the state.
select * from {{ ref('rule_ny__automatic_sealing') }}
