-- Compiled from the packs of ct by lookback law compile ct, hash 8d9e0f055e7a4f6e.
{{ config(materialized='view', tags=['on_demand', 'compiled_law']) }}
-- The findings of all remedies of the state.
select * from {{ ref('rule_ct__erasure') }}
