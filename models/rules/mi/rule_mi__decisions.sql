-- Compiled from the packs of mi by lookback law compile mi, hash 3d450f64df7f3dc7.
{{ config(materialized='view') }}
-- The findings of all remedies of the state.
select * from {{ ref('rule_mi__setting_aside') }}
