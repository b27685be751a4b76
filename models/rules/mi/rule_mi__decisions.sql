-- Compiled from the packs of mi by lookback law compile mi, hash 1179b26eb4d036fd.
{{ config(materialized='view') }}
-- The findings of all remedies of the state.
select * from {{ ref('rule_mi__setting_aside') }}
