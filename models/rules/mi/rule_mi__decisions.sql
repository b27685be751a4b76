-- Compiled from the packs of mi by lookback law compile mi, hash e032f83f2a22e5c4.
{{ config(materialized='view') }}
-- The findings of all remedies of the state.
select * from {{ ref('rule_mi__setting_aside') }}
