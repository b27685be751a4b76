-- Compiled from the packs of mi by lookback law compile mi, hash f677d630c145c6fe.
{{ config(materialized='view') }}
-- The findings of all remedies of the state.
select * from {{ ref('rule_mi__setting_aside') }}
