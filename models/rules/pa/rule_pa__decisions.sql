-- Compiled from the packs of pa by lookback law compile pa, hash bd0035867093e653.
{{ config(materialized='view') }}
-- The findings of all remedies of the state.
select * from {{ ref('rule_pa__limited_access') }}
