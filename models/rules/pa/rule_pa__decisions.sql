-- Compiled from the packs of pa by lookback law compile pa, hash 9bd59811d6d0b25c.
{{ config(materialized='view') }}
-- The findings of all remedies of the state.
select * from {{ ref('rule_pa__limited_access') }}
