{{ config(materialized='view') }}
-- No statute: the findings of every remedy: one row per unit and remedy.
select * exclude (unit_number, path_number, variant) from {{ ref('engine_earlier_findings') }}
union all
select * exclude (unit_number, path_number, variant) from {{ ref('engine_later_findings') }}
