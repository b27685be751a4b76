-- Compiled from the packs of mi by lookback law compile mi, hash 0ede5c80286cc8ac.
{{ config(materialized='view') }}
-- The findings of all remedies of the state.
select * from {{ ref('rule_mi__setting_aside') }}
