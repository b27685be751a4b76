-- Compiled from the packs of mi by lookback law compile mi, hash a504e0110b6dc767.
{{ config(materialized='view') }}
-- The findings of all remedies of the state.
select * from {{ ref('rule_mi__setting_aside') }}
