-- Compiled from the packs of ct by lookback law compile ct, hash 8ef601fc2383b0ef.
{{ config(materialized='view') }}
-- The findings of all remedies of the state.
select * from {{ ref('rule_ct__erasure') }}
