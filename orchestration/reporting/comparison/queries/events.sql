-- Events that differ: new, left, or told otherwise (corrected). One that left while a new one of the same person shares
-- two of its three parts is corrected, and so is the new one. A charge that is a conviction now is new.
create or replace temp table events as
with differing as (

    select
        coalesce(b.kind, a.kind) as kind,
        coalesce(a.event, b.event) as event,
        coalesce(a.recorded, b.recorded) as recorded,
        case
            when a.event is null or (a.kind = 'charge' and b.kind = 'conviction') then 'new'
            when b.event is null then 'left'
            else 'corrected'
        end as word,
        coalesce(a.first_part, b.first_part) as first_part,
        coalesce(a.second_part, b.second_part) as second_part,
        coalesce(a.third_part, b.third_part) as third_part
    from a_events as a
    full join b_events as b on a.event = b.event and a.recorded = b.recorded
    where a.facts is distinct from b.facts

),

paired as (

    select
        unnest([new.event, gone.event]) as event,
        case when gone.kind = 'charge' and new.kind = 'conviction' then 'new' else 'corrected' end as word
    from differing as new
    inner join differing as gone on new.recorded = gone.recorded
    where new.word = 'new' and gone.word = 'left'
        and replace(new.kind, 'conviction', 'charge') = replace(gone.kind, 'conviction', 'charge')
        and coalesce(new.first_part = gone.first_part, false)::integer
            + coalesce(new.second_part = gone.second_part, false)::integer
            + coalesce(new.third_part = gone.third_part, false)::integer >= 2

),

found_again as (

    select
        event,
        min(word) as word
    from paired
    group by event

)

select
    differing.kind,
    differing.event,
    differing.recorded,
    coalesce(found_again.word, differing.word) as word
from differing
left join found_again on differing.event = found_again.event
