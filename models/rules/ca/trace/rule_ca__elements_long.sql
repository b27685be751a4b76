{{ config(materialized='view') }}
-- The word of every element of every path of every remedy whose unit is the charge, one row each, as
-- law/ca_elements.csv names them. It decides nothing.
select * from {{ ref('rule_ca__prop64_elements') }}
union all
select * from {{ ref('rule_ca__conviction_relief_elements_long') }}
