-- The second-chance gap: whoever became eligible, when, and when relief was given. One row per person and law, and one
-- per conviction or arrest and law; a person became eligible on the first day that anything did, where every such day is
-- known. A day that no record tells is unknown, and so is what follows from it. The living.
with entities as (

    select
        units.unit,
        case when laws.law = 'ALL' then 'ALL' else units.remedy_id end as law,
        units.entity,
        any_value(units.race) as race,
        bool_and(units.eligible_on is not null) as is_day_known,
        min(units.eligible_on) as eligible_on,
        bool_or(units.is_given) as is_given,
        bool_and(not units.is_given or units.given_on is not null) as is_given_day_known,
        min(units.given_on) as given_on,
        bool_or(units.outcome = 'eligible' and not units.is_given) as is_open
    from counted_entities as units
    cross join (values ('ALL'), ('EACH')) as laws (law)
    where
        units.vital_status = 'living'
        and (units.outcome = 'eligible' or units.is_filed)
        and (units.unit = 'people' or laws.law = 'EACH')
    group by 1, 2, 3

),

anniversaries as (

    select
        entities.*,
        years.years,
        case when is_day_known then cast(eligible_on + to_years(years.years) as date) end as same_day,
        run_summary.as_of_date
    from entities
    cross join (values (1), (3), (5)) as years (years)
    cross join marts.run_summary as run_summary

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
