-- What differs for each person as recorded, including everybody whom either run takes for the same person. Where people
-- decided who a person is, only what no identity decision changes says more: charges and convictions that did not leave
-- (what two copies told of two persons, one tells of one; their arrests of one day are one arrest).
create or replace temp table persons as
with sides as (

    select 'a' as side, * from a_persons
    union all
    select 'b' as side, * from b_persons

),

recorded_persons as (

    select
        recorded,
        bool_or(side = 'a') and bool_or(side = 'b') and (
            list_sort(list(person_id) filter (where side = 'a')) <> list_sort(list(person_id) filter (where side = 'b'))
            or sum(decided::hugeint) filter (where side = 'a') <> sum(decided::hugeint) filter (where side = 'b')
        ) as is_decided
    from sides
    group by recorded

),

same_person as (

    select recorded, recorded as other from recorded_persons
    union
    select one.recorded, other.recorded
    from sides as one
    inner join sides as other on one.side = other.side and one.person_id = other.person_id

),

said as (

    select
        recorded,
        coalesce(bit_xor(said) filter (where side = 'a'), 0)
            <> coalesce(bit_xor(said) filter (where side = 'b'), 0) as is_said
    from (
        select distinct same_person.recorded, sides.side, sides.person_id, sides.said
        from same_person
        inner join sides on same_person.other = sides.recorded
    ) as each_once
    group by recorded

),

joined as (

    select
        same_person.recorded,
        same_person.other,
        said.is_said,
        bool_or(recorded_persons.is_decided) over (partition by same_person.recorded) as is_decided
    from same_person
    inner join recorded_persons on same_person.other = recorded_persons.recorded
    inner join said on same_person.recorded = said.recorded

),

with_events as (

    select
        joined.*,
        case when not joined.is_decided or (events.kind in ('conviction', 'charge') and events.word <> 'left')
            then events.word end as word
    from joined
    left join events on joined.other = events.recorded

)

select
    recorded,
    bool_or(is_decided) as is_decided,
    list_distinct([
        case when bool_or(is_said) then 'review' end,
        case when bool_or(is_decided) then 'identity' end,
        case when bool_or(word = 'new') then 'new_in_the_data' end,
        case when bool_or(word = 'left') then 'left_the_data' end,
        case when bool_or(word = 'corrected') then 'corrections' end
    ]) as causes
from with_events
group by recorded
