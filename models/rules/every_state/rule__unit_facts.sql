{{ config(materialized='view', enabled=is_rule_shared('unit_facts', by_packs=true)) }}
-- No statute: what the record tells or leaves open of each charge and arrest: one row per unit and fact; none where the
-- record says nothing of the kind.
select * from {{ ref('rule__charge_facts') }}
union all by name
select * from {{ ref('rule__arrest_facts') }}
union all by name
select * from {{ ref('rule__told_facts') }}
