-- Compiled from the packs of mi by lookback law compile mi, hash 891ab7a9f92a4cfc.
{{ config(materialized='view') }}
-- The findings of all remedies of the state.
select * from {{ ref('rule_mi__setting_aside') }}
