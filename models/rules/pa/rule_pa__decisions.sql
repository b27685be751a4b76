-- Compiled from the packs of pa by lookback law compile pa, hash 003a4291398c7f7b.
{{ config(materialized='view') }}
-- The findings of all remedies of the state.
select * from {{ ref('rule_pa__limited_access') }}
