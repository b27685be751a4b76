-- Compiled from the packs of mi by lookback law compile mi, hash 5468508ba2e133d6.
{{ config(materialized='view') }}
-- The findings of all remedies of the state.
select * from {{ ref('rule_mi__setting_aside') }}
