-- Compiled from the packs of ct by lookback law compile ct, hash b47e4e2bf1cc015b.
{{ config(materialized='view') }}
-- The findings of all remedies of the state.
select * from {{ ref('rule_ct__erasure') }}
