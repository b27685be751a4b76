-- Compiled from the packs of ct by lookback law compile ct, hash df9902a1e08e5c5f.
{{ config(materialized='view') }}
-- The findings of all remedies of the state.
select * from {{ ref('rule_ct__erasure') }}
