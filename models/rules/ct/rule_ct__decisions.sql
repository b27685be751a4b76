-- Compiled from the packs of ct by lookback law compile ct, hash fc943d3ab8cbba0e.
{{ config(materialized='view') }}
-- The findings of all remedies of the state.
select * from {{ ref('rule_ct__erasure') }}
