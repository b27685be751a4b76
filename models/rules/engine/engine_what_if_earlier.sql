{{ config(tags=['on_demand']) }}
-- No statute: what one more answer would make of determinations of remedies whose relief other remedies look at: every
-- one that the answer touches, whether it comes out otherwise or not. engine_what_if goes on from here.
with {{ engine_worlds() }},

{{ engine_facts(0, worlds=true) }},

{{ engine_world_matches() }},

matches as (select * from world_matches),

{{ engine_decided_again(0) }}  -- noqa: PRS

select * from decided_again
