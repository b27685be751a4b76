-- Compiled from the packs of pa by lookback law compile pa, hash c7c92f6d8ba9e247.
{{ config(materialized='view') }}
-- The findings of all remedies of the state.
select * from {{ ref('rule_pa__limited_access') }}
