-- Compiled from the packs of pa by lookback law compile pa, hash 970f76736be4febb.
{{ config(materialized='view') }}
-- The findings of all remedies of the state.
select * from {{ ref('rule_pa__limited_access') }}
