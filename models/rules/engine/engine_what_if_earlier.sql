{{ config(materialized='people_in_pieces') }}
-- No statute: what one more answer would make of determinations of remedies whose relief other remedies look at: every
-- one that the answer touches, whether it comes out otherwise or not. engine_what_if goes on from here.
with {{ engine_worlds() }},

{{ engine_facts(0, worlds=true) }},

matches as (

    select
        matches.* replace (
            xor(matches.unit_number, worlds.world) as unit_number,
            xor(matches.person_number, worlds.world) as person_number
        )
    from {{ ref('engine_matches') }} as matches
    inner join worlds on matches.person_number = worlds.person_number
    where {{ in_piece('matches.person_bucket') }}

),

{{ engine_touched(0) }},

{{ engine_decided_again() }}  -- noqa: PRS

select * from decided_again
