-- Compiled from the packs of ct by lookback law compile ct, hash 63b5b86ec6bac81f.
{{ config(materialized='view', tags=['on_demand', 'compiled_law']) }}
-- The findings of all remedies of the state.
select * from {{ ref('rule_ct__erasure') }}
