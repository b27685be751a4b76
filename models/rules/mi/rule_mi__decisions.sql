-- Compiled from the packs of mi by lookback law compile mi, hash c7e2d503f92f01d3.
{{ config(materialized='view') }}
-- The findings of all remedies of the state.
select * from {{ ref('rule_mi__setting_aside') }}
