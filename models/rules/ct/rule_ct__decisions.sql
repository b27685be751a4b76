-- Compiled from the packs of ct by lookback law compile ct, hash cb2ea5ccd3958a25.
{{ config(materialized='view') }}
-- The findings of all remedies of the state.
select * from {{ ref('rule_ct__erasure') }}
