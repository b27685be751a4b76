{{ config(materialized='people_in_pieces') }}
-- No statute: which charges and arrests each selector asks for, those left out that read an earlier remedy's relief
-- (engine_later_matches). One row per unit, supposed level and selector, where the answer is yes or unknown, or may be.
with units as (

    select *
    from {{ ref('engine_units') }} as units
    where {{ in_piece('units.person_bucket') }}

),

unit_facts as (

    {{ engine_unit_facts() }}

),

{{ engine_matched(false) }}

select
    matched.unit_number,
    matched.person_number,
    units.person_bucket,
    matched.variant,
    matched.selector_number,
    matched.answer,
    matched.valid_until,
    coalesce(matched.is_presumed, false) as is_presumed,
    matched.source,
    matched.over_on
from matched
inner join units on matched.unit_number = units.unit_number
