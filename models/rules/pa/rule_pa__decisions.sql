-- Compiled from the packs of pa by lookback law compile pa, hash 8b2a8c8801c8a767.
{{ config(materialized='view') }}
-- The findings of all remedies of the state.
select * from {{ ref('rule_pa__limited_access') }}
