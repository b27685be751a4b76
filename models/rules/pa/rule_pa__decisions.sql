-- Compiled from the packs of pa by lookback law compile pa, hash ef22b77a2254d112.
{{ config(materialized='view') }}
-- The findings of all remedies of the state.
select * from {{ ref('rule_pa__limited_access') }}
