{{ config(materialized='view') }}
-- No statute: the facts of every kind of unit, side by side.
select * from {{ ref('rule_ca__charge_facts') }}
union all by name
select * from {{ rule('arrest_facts') }}
