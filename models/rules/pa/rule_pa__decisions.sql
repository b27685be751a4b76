-- Compiled from the packs of pa by lookback law compile pa, hash 85fec2b1b9b15a64.
{{ config(materialized='view') }}
-- The findings of all remedies of the state.
select * from {{ ref('rule_pa__limited_access') }}
