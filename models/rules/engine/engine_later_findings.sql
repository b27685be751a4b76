{{ config(materialized='people_in_pieces') }}
-- No statute: one finding per unit and remedy, of remedies that may look
-- at the relief of earlier ones (engine_earlier_findings): of its paths the best one, after
-- the case and the caps.
with {{ engine_facts(1) }},

{{ engine_matches_read(1) }},

path_rows as (

    select *
    from {{ ref('engine_later_paths') }} as paths
    where {{ in_piece('paths.person_bucket') }}

),

element_rows as (

    select *
    from {{ ref('engine_later_rows') }} as statuses
    where {{ in_piece('statuses.person_bucket') }}

),

{{ engine_decided() }},

{{ engine_findings() }}

select * from findings
