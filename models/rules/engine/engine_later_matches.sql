{{ config(materialized='people_in_pieces') }}
-- No statute: which charges and arrests the selectors ask for that read what an earlier remedy gives in the same run.
-- Only eligible is relief; where the earlier finding waits for somebody, the answer is unknown.
with units as (

    select *
    from {{ ref('engine_units') }} as units
    where {{ in_piece('units.person_bucket') }}

),

unit_facts as (

    {{ engine_unit_facts() }}

),

earlier_matches as (

    select *
    from {{ ref('engine_matches') }} as matches
    where {{ in_piece('matches.person_bucket') }}

),

earlier as (

    select
        unit_number,
        remedy_id,
        {{ engine_relief_given('outcome') }} as answer,
        valid_until
    from {{ ref('engine_earlier_findings') }} as findings
    where {{ in_piece('findings.person_bucket') }}

),

{{ engine_matched(true) }}

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
