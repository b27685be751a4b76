-- Compiled from the packs of va by lookback law compile va, hash 84a3d6cbd21f79ee.
{{ config(materialized='view') }}
-- The findings of all remedies of the state.
select * from {{ ref('rule_va__yearly_sealing') }}
union all by name
select * from {{ ref('rule_va__sealing_of_infractions') }}
union all by name
select * from {{ ref('rule_va__sealing_of_convictions') }}
union all by name
select * from {{ ref('rule_va__sealing_of_marijuana') }}
union all by name
select * from {{ ref('rule_va__sealing_at_disposition') }}
