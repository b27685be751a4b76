-- What was determined under each remedy, by place, group and outcome: determinations, and people by the best outcome
-- they have in the place. Outcomes of a place add up to ALL, groups to all; counties add up to STATEWIDE in
-- determinations alone, since a person of two counties is counted once there. What does not stand here is none.
-- Restricted: small numbers are not suppressed.
with determined as (

    select
        remedy_id,
        county_name as place,
        person_number,
        outcome
    from {{ ref('conviction_outcomes') }}
    union all
    select
        remedy_id,
        county_name as place,
        person_number,
        outcome
    from {{ ref('arrest_outcomes') }}

),

-- (In the order of the words the better outcome comes first.)
best_of_places as (

    select
        remedy_id,
        place,
        person_number,
        min(
            cast(
                outcome
                as enum('eligible', 'not_yet', 'review', 'undeterminable', 'ineligible', 'already_relieved')
            )
        ) as outcome
    from determined
    group by remedy_id, place, person_number

),

best as (

    select * from best_of_places
    union all
    select
        remedy_id,
        'STATEWIDE' as place,
        person_number,
        min(outcome) as outcome
    from best_of_places
    group by remedy_id, person_number

),

counted as (

    select
        'determinations' as unit,
        *
    from determined
    union all by name
    select
        'people' as unit,
        * replace (cast(outcome as varchar) as outcome)
    from best

),

-- Everything is counted once, into cells of all groups at a time; the rest adds up cells.
cells as (

    select
        counted.unit,
        counted.remedy_id,
        counted.place,
        counted.outcome,
        people.race_group,
        people.sex_group,
        people.age_band,
        people.vital_status,
        count(*) as cell_count
    from counted
    inner join {{ ref('people') }} as people on counted.person_number = people.person_number
    group by all

),

-- (Determinations of counties add up to those of the state.)
with_statewide as (

    select * from cells
    union all
    select * replace ('STATEWIDE' as place) from cells
    where unit = 'determinations'

),

with_all_outcomes as (

    select * from with_statewide
    union all
    select * replace ('ALL' as outcome) from with_statewide

)

select
    cells.remedy_id,
    cells.place,
    kinds.group_kind,
    {{ group_of_kind('cells') }} as group_code,
    cells.vital_status,
    cells.outcome,
    cast(coalesce(sum(cells.cell_count) filter (where cells.unit = 'determinations'), 0) as bigint) as determinations,
    cast(coalesce(sum(cells.cell_count) filter (where cells.unit = 'people'), 0) as bigint) as people
from with_all_outcomes as cells
cross join (values ('all'), ('race'), ('sex'), ('age')) as kinds (group_kind)
group by all
