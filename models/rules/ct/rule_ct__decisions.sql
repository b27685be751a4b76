-- Compiled from the packs of ct by lookback law compile ct, hash 19d06c4444c682e0.
{{ config(materialized='view') }}
-- The findings of all remedies of the state.
select * from {{ ref('rule_ct__erasure') }}
