-- Compiled from the packs of ct by lookback law compile ct, hash 584694b414cdffcb.
{{ config(materialized='view', tags=['on_demand', 'compiled_law']) }}
-- The findings of all remedies of the state.
select * from {{ ref('rule_ct__erasure') }}
