-- Compiled from the packs of mi by lookback law compile mi, hash 560e1560a6ce769b.
{{ config(materialized='view') }}
-- The findings of all remedies of the state.
select * from {{ ref('rule_mi__setting_aside') }}
