{{ config(materialized='people_in_pieces') }}
-- No statute: what one more answer would make of determinations: one row per open question, value and determination that
-- would come out otherwise: another outcome, path or relief. Only what the answer touches is decided again, by the same
-- SQL as the findings.
with {{ engine_worlds() }},

{{ engine_facts(1, worlds=true) }},

earlier_matches as (

    select
        matches.* replace (
            xor(matches.unit_number, worlds.world) as unit_number,
            xor(matches.person_number, worlds.world) as person_number
        )
    from {{ ref('engine_matches') }} as matches
    inner join worlds on matches.person_number = worlds.person_number
    where {{ in_piece('matches.person_bucket') }}

),

-- Earlier findings of the world: as decided again, else as they are.
earlier_again as (

    select *
    from {{ ref('engine_what_if_earlier') }} as again
    where {{ in_piece('again.person_bucket') }}

),

earlier_as_they_are as (

    select
        worlds.world,
        xor(worlds.person_number, worlds.world) as person_number,
        findings.*
    from {{ ref('engine_earlier_findings') }} as findings
    inner join worlds on findings.person_id = worlds.person_id
    where {{ in_piece('findings.person_bucket') }}

),

earlier as (

    select
        xor(unit_number, world) as unit_number,
        remedy_id,
        {{ engine_relief_given('outcome') }} as answer,
        valid_until
    from earlier_again
    union all
    select
        xor(findings.unit_number, findings.world) as unit_number,
        findings.remedy_id,
        {{ engine_relief_given('findings.outcome') }} as answer,
        findings.valid_until
    from earlier_as_they_are as findings
    anti join earlier_again as again
        on findings.world = again.world
        and findings.unit_number = again.unit_number
        and findings.remedy_id = again.remedy_id

),

changed as (

    select distinct findings.person_number
    from earlier_as_they_are as findings
    inner join earlier_again as again
        on findings.world = again.world
        and findings.unit_number = again.unit_number
        and findings.remedy_id = again.remedy_id
    where {{ engine_relief_given('findings.outcome') }} <> {{ engine_relief_given('again.outcome') }}

),

{{ engine_matched(true) }},

matches as (

    select * from earlier_matches
    union all by name
    select * from matched

),

{{ engine_touched(1) }},

{{ engine_decided_again() }},  -- noqa: PRS

as_they_are as (

    select *
    from {{ ref('engine_earlier_findings') }} as findings
    where {{ in_piece('findings.person_bucket') }}
    union all
    select *
    from {{ ref('engine_later_findings') }} as findings
    where {{ in_piece('findings.person_bucket') }}

),

again as (

    select * from earlier_again
    union all by name
    select * from decided_again

)

select
    worlds.question_number,
    worlds.fact,
    worlds.value,
    again.unit_id,
    again.unit,
    again.person_id,
    again.person_bucket,
    again.remedy_id,
    again.outcome,
    again.path,
    again.relief,
    again.deciding_element,
    again.eligible_on
from again
inner join worlds on again.world = worlds.world
left join as_they_are as findings
    on again.unit_number = findings.unit_number and again.remedy_id = findings.remedy_id
where again.outcome is distinct from findings.outcome
    or again.path is distinct from findings.path
    or again.relief is distinct from findings.relief
