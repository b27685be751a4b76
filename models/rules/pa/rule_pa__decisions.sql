-- Compiled from the packs of pa by lookback law compile pa, hash 4c02ffea47cf9ddd.
{{ config(materialized='view', tags=['on_demand', 'compiled_law']) }}
-- The findings of all remedies of the state.
select * from {{ ref('rule_pa__limited_access') }}
