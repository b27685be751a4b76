-- Compiled from the packs of pa by lookback law compile pa, hash 1894adeb5779528f.
{{ config(materialized='view') }}
-- The findings of all remedies of the state.
select * from {{ ref('rule_pa__limited_access') }}
