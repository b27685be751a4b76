-- Compiled from the packs of ct by lookback law compile ct, hash 254b3ff3b8b05995.
{{ config(materialized='view') }}
-- The findings of all remedies of the state.
select * from {{ ref('rule_ct__erasure') }}
