-- Compiled from the packs of mi by lookback law compile mi, hash 5e392150f0ab5282.
{{ config(materialized='view') }}
-- The findings of all remedies of the state.
select * from {{ ref('rule_mi__setting_aside') }}
