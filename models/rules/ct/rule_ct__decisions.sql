-- Compiled from the packs of ct by lookback law compile ct, hash c7da595c1bc96f35.
{{ config(materialized='view', tags=['on_demand', 'compiled_law']) }}
-- The findings of all remedies of the state.
select * from {{ ref('rule_ct__erasure') }}
