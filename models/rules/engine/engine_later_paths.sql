{{ config(materialized='people_in_pieces') }}
-- No statute: what each path comes to by itself, of remedies that may look
-- at the relief of earlier ones (engine_earlier_findings): of one unit, and as if
-- its level were the one supposed.
with law_paths as (

    select *
    from {{ ref('engine_law_paths') }}
    where stage = 1

),

law_elements as (

    select *
    from {{ ref('engine_law_elements') }}
    where stage = 1

),

candidates as (

    select *
    from {{ ref('engine_later_candidates') }} as candidates
    where {{ in_piece('candidates.person_bucket') }}

),

element_rows as (

    select *
    from {{ ref('engine_later_rows') }} as statuses
    where {{ in_piece('statuses.person_bucket') }}

),

{{ engine_path_rows() }}

select
    path_rows.*,
    candidates.person_bucket
from path_rows
inner join candidates
    on path_rows.unit_number = candidates.unit_number
    and path_rows.path_number = candidates.path_number
    and path_rows.variant = candidates.variant
