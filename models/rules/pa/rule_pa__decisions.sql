-- Compiled from the packs of pa by lookback law compile pa, hash 5f799c292396bc6b.
{{ config(materialized='view') }}
-- The findings of all remedies of the state.
select * from {{ ref('rule_pa__limited_access') }}
