{{ config(tags=['on_demand']) }}
-- No statute: what one more answer would make of determinations: one row per open question, value and determination
-- that would come out otherwise: another outcome, path or relief. Only what the answer touches is decided again, by the
-- same SQL as the findings.
with {{ engine_worlds() }},

{{ engine_facts(1, worlds=true) }},

earlier_again as (
    select * from {{ ref('engine_what_if_earlier') }} as rows
),

-- Earlier findings of the world: as decided again, else as they are.
earlier_in_worlds as (
    select
        worlds.world, findings.unit_number, findings.remedy_id,
        xor(worlds.person_number, worlds.world) as person_number,
        {{ engine_relief_given('findings') }} as answer_as_it_is,
        case when again.world is null then answer_as_it_is else {{ engine_relief_given('again') }} end
            as answer,
        case when again.world is null then findings.valid_until else again.valid_until end as valid_until
    from ({{ engine_read('findings', 0) }}) as findings
    inner join worlds using (person_id)
    left join earlier_again as again using (world, unit_number, remedy_id)
),

earlier as (
    select * replace (xor(unit_number, world) as unit_number)
    from earlier_in_worlds
),

changed as (
    select distinct person_number
    from earlier_in_worlds
    where answer_as_it_is <> answer
),

{{ engine_world_matches() }},

{{ engine_matched(true) }},

matches as (
    select * from world_matches
    union all by name
    select * from matched
),

{{ engine_decided_again(1) }},  -- noqa: PRS

as_they_are as (
    {{ engine_read('findings', 0) }}
    union all by name
    {{ engine_read('findings', 1) }}
),

again as (
    select * from earlier_again
    union all by name
    select * from decided_again
)

select
    worlds.question_number, worlds.fact, worlds.value, again.unit_id, again.unit, again.person_id,
    again.person_bucket, again.remedy_id, again.outcome, again.path, again.relief, again.deciding_element,
    again.eligible_on
from again
inner join worlds using (world)
left join as_they_are as findings using (unit_number, remedy_id)
where again.outcome is distinct from findings.outcome
    or again.path is distinct from findings.path
    or again.relief is distinct from findings.relief
