-- Compiled from the packs of mi by lookback law compile mi, hash a646f77d7899244e.
{{ config(materialized='view') }}
-- The findings of all remedies of the state.
select * from {{ ref('rule_mi__setting_aside') }}
