-- Compiled from the packs of ny by lookback law compile ny, hash e720b4cd5d45e9ef.
{{ config(materialized='view', tags=['on_demand', 'compiled_law']) }}
-- The findings of all remedies of the state.
select * from {{ ref('rule_ny__automatic_sealing') }}
