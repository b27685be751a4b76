-- Compiled from the packs of pa by lookback law compile pa, hash 905d6d131d887278.
{{ config(materialized='view', tags=['on_demand', 'compiled_law']) }}
-- The findings of all remedies of the state.
select * from {{ ref('rule_pa__limited_access') }}
