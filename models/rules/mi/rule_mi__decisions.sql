-- Compiled from the packs of mi by lookback law compile mi, hash eb6745ded26187bb.
{{ config(materialized='view', tags=['on_demand', 'compiled_law']) }}
-- The findings of all remedies of the state.
select * from {{ ref('rule_mi__setting_aside') }}
