-- Compiled from the packs of ct by lookback law compile ct, hash 274afcfbe502906c.
{{ config(materialized='view') }}
-- The findings of all remedies of the state.
select * from {{ ref('rule_ct__erasure') }}
