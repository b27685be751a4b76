-- Each conviction, arrest and charge of either run. Its cause: why one run alone has it, else what differs for it where
-- no determination says more.
create or replace temp table counts as
select
    coalesce(a.count_key, b.count_key) as count_key,
    coalesce(a.kind, b.kind) as kind,
    a.count_key is not null as in_a,
    b.count_key is not null as in_b,
    coalesce(b.recorded, a.recorded) as recorded,
    a.person_id as a_person,
    b.person_id as b_person,
    a.place as a_place,
    b.place as b_place,
    coalesce(a.is_deceased, false) as a_dead,
    coalesce(b.is_deceased, false) as b_dead,
    a as a_row,
    b as b_row,
    coalesce(persons.causes, []) as causes,
    case
        when in_a and in_b and len(persons.causes) > 0 then one_cause(persons.causes)
        when in_a and in_b then getvariable('residual')
        when persons.is_decided then 'identity'
        when events.word = 'new' then 'new_in_the_data'
        when events.word = 'left' then 'left_the_data'
        when events.word = 'corrected' then 'corrections'
        when len(persons.causes) > 0 then one_cause(persons.causes)
        else getvariable('residual')
    end as cause
from (select count_key as event, * replace (key_of_count(count_key, kind) as count_key) from a_counts) as a
full join (select count_key as event, * replace (key_of_count(count_key, kind) as count_key) from b_counts) as b
    on a.count_key = b.count_key
left join persons on coalesce(b.recorded, a.recorded) = persons.recorded
left join events
    on coalesce(b.event, a.event) = events.event
    and events.kind in ('conviction', 'charge', 'arrest')
