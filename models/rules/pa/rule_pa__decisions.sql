-- Compiled from the packs of pa by lookback law compile pa, hash 75b82d328da4792f.
{{ config(materialized='view') }}
-- The findings of all remedies of the state.
select * from {{ ref('rule_pa__limited_access') }}
