-- Compiled from the packs of pa by lookback law compile pa, hash 63e9a6ef929de5c3.
{{ config(materialized='view') }}
-- The findings of all remedies of the state.
select * from {{ ref('rule_pa__limited_access') }}
