-- Compiled from the packs of mi by lookback law compile mi, hash 985056495e2d7c37.
{{ config(materialized='view') }}
-- The findings of all remedies of the state.
select * from {{ ref('rule_mi__setting_aside') }}
