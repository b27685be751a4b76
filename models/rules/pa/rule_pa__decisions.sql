-- Compiled from the packs of pa by lookback law compile pa, hash 79d2d59dd584416d.
{{ config(materialized='view') }}
-- The findings of all remedies of the state.
select * from {{ ref('rule_pa__limited_access') }}
