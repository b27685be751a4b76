{{ config(materialized='view') }}
-- No statute: the findings of every remedy: one row per unit and remedy.
with findings as (
    {{ engine_of_both_stages('findings') }}
)

select * exclude (candidate_number, unit_number, path_number, is_out_of_reach)
from findings
