-- Compiled from the packs of mi by lookback law compile mi, hash 1a7f70f6a28edbb6.
{{ config(materialized='view', tags=['on_demand', 'compiled_law']) }}
-- The findings of all remedies of the state.
select * from {{ ref('rule_mi__setting_aside') }}
