-- What one run alone counts, by headline, place and cause. A person has the cause of those of their counts that are
-- otherwise now; where none is, what differs for the person; where nothing does, what differs between the runs.
create or replace temp table moves as
with moving as (

    select
        coalesce(a.metric, b.metric) as metric,
        coalesce(a.variant, b.variant) as variant,
        split_part(coalesce(a.variant, b.variant), '/', 1) as basis,
        coalesce(a.unit, b.unit) as unit,
        coalesce(a.place, b.place) as place,
        coalesce(a.entity, b.entity) as entity,
        coalesce(b.person_id, a.person_id) as person_id,
        b.entity is not null as is_gain
    from (from members where side = 'a') as a
    full join (from members where side = 'b') as b
        on a.metric = b.metric and a.variant = b.variant and a.unit = b.unit and a.place = b.place
        and a.entity = b.entity
    where a.entity is null or b.entity is null

),

of_counts as (

    select metric, basis, count_key::varchar as entity, one_cause(list(cause)) as cause
    from flips
    where cause is not null
    group by metric, basis, count_key

),

whose as (

    select count_key, a_person as person_id, a_place as place from counts where in_a
    union
    select count_key, b_person as person_id, b_place as place from counts where in_b
    union
    select count_key, person_id, place from lines

),

of_people as (

    select flips.metric, flips.basis, whose.person_id, 'STATEWIDE' as place, one_cause(list(flips.cause)) as cause
    from flips
    inner join whose on flips.count_key = whose.count_key
    where flips.cause is not null
    group by all
    union all
    select flips.metric, flips.basis, whose.person_id, whose.place, one_cause(list(flips.cause)) as cause
    from flips
    inner join whose on flips.count_key = whose.count_key
    where flips.cause is not null and flips.basis = ''
    group by all

),

-- What is left is asked of the whole record; only where that is as before, a county counts the person for its own counts.
moving_in_place as (

    select
        moving.*,
        case
            when moving.basis = '' or whole.entity is null then moving.place
            else 'STATEWIDE'
        end as place_of_cause
    from moving
    left join moving as whole
        on whole.place = 'STATEWIDE' and moving.metric = whole.metric and moving.variant = whole.variant
        and moving.unit = whole.unit and moving.entity = whole.entity

),

of_places as (

    select whose.person_id, whose.place, one_cause(list(counts.cause)) as cause
    from counts
    inner join whose on counts.count_key = whose.count_key
    where not (in_a and in_b) or a_place is distinct from b_place or a_person is distinct from b_person
    group by all

),

of_the_person as (

    select sides.person_id, one_cause(flatten(list(persons.causes))) as cause
    from (
        select recorded, person_id from a_persons
        union
        select recorded, person_id from b_persons
    ) as sides
    inner join persons on sides.recorded = persons.recorded
    where len(persons.causes) > 0
    group by sides.person_id

),

caused as (

    select
        moving.metric, moving.variant, moving.unit, moving.place, moving.is_gain, moving.person_id,
        case
            when moving.unit <> 'people' then coalesce(of_counts.cause, 'not_explained')
            else coalesce(
                of_people.cause,
                case when moving.basis <> '' then getvariable('viewers_law') end,
                case when moving.basis <> '' then of_places.cause end,
                of_the_person.cause,
                getvariable('residual')
            )
        end as cause
    from moving_in_place as moving
    left join of_counts
        on moving.metric = of_counts.metric and moving.basis = of_counts.basis and moving.entity = of_counts.entity
    left join of_people
        on moving.metric = of_people.metric and moving.basis = of_people.basis
        and moving.entity = of_people.person_id and moving.place_of_cause = of_people.place
    left join of_places on moving.entity = of_places.person_id and moving.place_of_cause = of_places.place
    left join of_the_person on moving.entity = of_the_person.person_id

)

select
    metric, variant, unit, place, cause,
    count(*) filter (where is_gain) as gains,
    count(*) filter (where not is_gain) as losses,
    count(distinct person_id) filter (where is_gain) as gains_people,
    count(distinct person_id) filter (where not is_gain) as losses_people
from caused
group by all
