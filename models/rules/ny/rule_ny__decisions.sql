-- Compiled from the packs of ny by lookback law compile ny, hash afce32f69cb9934c.
{{ config(materialized='view', tags=['on_demand', 'compiled_law']) }}
-- The findings of all remedies of the state.
select * from {{ ref('rule_ny__automatic_sealing') }}
