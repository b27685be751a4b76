{{ config(materialized='people_in_pieces') }}
-- No statute: one finding per unit and remedy, of remedies whose relief
-- other remedies of the same run look at: of its paths the best one, after
-- the case and the caps.
with {{ engine_facts(0) }},

{{ engine_matches_read(0) }},

path_rows as (

    select *
    from {{ ref('engine_earlier_paths') }} as paths
    where {{ in_piece('paths.person_bucket') }}

),

element_rows as (

    select *
    from {{ ref('engine_earlier_rows') }} as statuses
    where {{ in_piece('statuses.person_bucket') }}

),

{{ engine_decided() }},

{{ engine_findings() }}

select * from findings
