-- Compiled from the packs of ct by lookback law compile ct, hash 0bf42e3e53452f4b.
{{ config(materialized='view') }}
-- The findings of all remedies of the state.
select * from {{ ref('rule_ct__erasure') }}
