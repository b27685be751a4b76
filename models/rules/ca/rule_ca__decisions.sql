-- Compiled from the packs of ca by lookback law compile ca, hash a010c30c21213f26.
{{ config(materialized='view') }}
-- The findings of all remedies of the state.
select * from {{ ref('rule_ca__conviction_relief') }}
union all by name
select * from {{ ref('rule_ca__arrest_relief') }}
union all by name
select * from {{ ref('rule_ca__prop64_statutory') }}
union all by name
select * from {{ ref('rule_ca__prop64_policy') }}
