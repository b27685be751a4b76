{{ config(materialized='people_in_pieces') }}
-- No statute: the status of every element of every path that a unit may take, of remedies that may look
-- at the relief of earlier ones (engine_earlier_findings),
-- where it is another than the law gives by itself (engine_law_elements). engine_statuses shows all, with names.
with {{ engine_facts(1) }},

{{ engine_matches_read(1) }},

candidates as (

    select *
    from {{ ref('engine_later_candidates') }} as candidates
    where {{ in_piece('candidates.person_bucket') }}

),

{{ engine_element_rows() }}  -- noqa: PRS

select
    element_rows.unit_number,
    element_rows.path_number,
    element_rows.variant,
    element_rows.element_number,
    units.person_bucket,
    element_rows.status,
    element_rows.over_on,
    element_rows.valid_until,
    element_rows.source,
    element_rows.rests_on,
    element_rows.asks_about,
    element_rows.is_held_up,
    element_rows.is_part
from element_rows
inner join units on element_rows.unit_number = units.unit_number
