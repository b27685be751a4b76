-- Compiled from the packs of mi by lookback law compile mi, hash 5603ef849b6d13c7.
{{ config(materialized='view') }}
-- The findings of all remedies of the state.
select * from {{ ref('rule_mi__setting_aside') }}
