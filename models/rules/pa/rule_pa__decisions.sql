-- Compiled from the packs of pa by lookback law compile pa, hash 0f9310e4fcd33c30.
{{ config(materialized='view', tags=['on_demand', 'compiled_law']) }}
-- The findings of all remedies of the state.
select * from {{ ref('rule_pa__limited_access') }}
