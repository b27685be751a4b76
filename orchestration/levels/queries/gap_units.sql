-- The second-chance gap: whoever became eligible, when, and when relief was given. One row per person and law, and one
-- per conviction or arrest and law; a person became eligible on the first day that anything did, where every such day is
-- known. A day that no record tells is unknown, and so is what follows from it. The living.
with units as (

    select
        unit,
        unit_id as entity,
        * exclude (unit, unit_id)
    from counted_units
    where vital_status = 'living' and (outcome = 'eligible' or is_filed)

),

entities as (

    select
        unit,
        remedy_id as law,
        entity,
        any_value(race) as race,
        bool_and(eligible_on is not null) as is_day_known,
        min(eligible_on) as eligible_on,
        bool_or(is_given) as is_given,
        bool_and(not is_given or given_on is not null) as is_given_day_known,
        min(given_on) as given_on,
        bool_or(outcome = 'eligible' and not is_given) as is_open
    from units
    group by unit, remedy_id, entity
    union all
    select
        'people' as unit,
        case when laws.law = 'ALL' then 'ALL' else remedy_id end as law,
        cast(person_number as varchar) as entity,
        any_value(race) as race,
        bool_and(eligible_on is not null) as is_day_known,
        min(eligible_on) as eligible_on,
        bool_or(is_given) as is_given,
        bool_and(not is_given or given_on is not null) as is_given_day_known,
        min(given_on) as given_on,
        bool_or(outcome = 'eligible' and not is_given) as is_open
    from units
    cross join (values ('ALL'), ('EACH')) as laws (law)
    group by 1, 2, 3

),

anniversaries as (

    select
        entities.*,
        years.years,
        case when is_day_known then cast(eligible_on + to_years(years.years) as date) end as same_day,
        run_facts.as_of_date
    from entities
    cross join (values (1), (3), (5)) as years (years)
    cross join marts.run_facts as run_facts

),

-- Within so many years: asked only of those of whom as many years have passed. From a 29 February they end on 1 March.
within as (

    select
        *,
        case
            when month(eligible_on) = 2 and day(eligible_on) = 29 and day(same_day) = 28
                then cast(same_day + interval 1 day as date)
            else same_day
        end as last_day
    from anniversaries

)

select
    unit,
    law,
    groups.trait,
    case groups.trait when 'race' then race else 'all' end as group_code,
    years,
    count(*) as became_eligible,
    count(*) filter (where not is_day_known) as day_not_known,
    count(*) filter (where is_day_known and last_day > as_of_date) as too_early_to_tell,
    count(*) filter (where is_day_known and last_day <= as_of_date) as could_have_been_given,
    count(*) filter (
        where is_day_known and last_day <= as_of_date and is_given and is_given_day_known and given_on <= last_day
    ) as given_in_time,
    count(*) filter (where is_day_known and last_day <= as_of_date and is_given and not is_given_day_known)
        as given_on_an_unknown_day,
    count(*) filter (where is_open) as eligible_and_not_cleared
from within
cross join (values ('all'), ('race')) as groups (trait)
group by all
order by all
