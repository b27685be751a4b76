-- Compiled from the packs of pa by lookback law compile pa, hash d68627497302c0a1.
{{ config(materialized='view') }}
-- The findings of all remedies of the state.
select * from {{ ref('rule_pa__limited_access') }}
