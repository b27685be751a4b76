-- Compiled from the packs of mi by lookback law compile mi, hash d6c06324174729a9.
{{ config(materialized='view', tags=['on_demand', 'compiled_law']) }}
-- The findings of all remedies of the state.
select * from {{ ref('rule_mi__setting_aside') }}
