-- Compiled from the packs of pa by lookback law compile pa, hash d6e24e577cd836b8.
{{ config(materialized='view', tags=['on_demand', 'compiled_law']) }}
-- The findings of all remedies of the state.
select * from {{ ref('rule_pa__limited_access') }}
