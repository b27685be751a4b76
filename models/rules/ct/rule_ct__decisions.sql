-- Compiled from the packs of ct by lookback law compile ct, hash 6590a627406f56b8.
{{ config(materialized='view') }}
-- The findings of all remedies of the state.
select * from {{ ref('rule_ct__erasure') }}
