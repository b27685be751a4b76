-- The levels: convictions, charges without a conviction, arrests and people at each step, by no trait, by one, or by
-- two. What is counted twice in a group (a conviction under two laws, a person of two counties) is counted there once.
with entities as (

    select
        *,
        unit_id as entity
    from counted_units
    union all by name
    select
        * replace ('people' as unit),
        cast(person_number as varchar) as entity
    from counted_units

),

counted as (

    select
        unit,
        vital_status,
        county,
        race,
        sex,
        age,
        remedy_id,
        offense_group,
        year_of_event,
        count(distinct entity) filter (where outcome <> 'out_of_scope') as in_scope,
        count(distinct entity) filter (where outcome = 'eligible') as eligible,
        count(distinct entity) filter (where outcome = 'eligible' or is_filed) as became_eligible,
        count(distinct entity) filter (where outcome = 'not_yet') as eligible_later,
        count(distinct entity) filter (where outcome = 'review') as in_review,
        count(distinct entity) filter (where outcome = 'undeterminable') as undeterminable,
        count(distinct entity) filter (where outcome in ('eligible', 'review', 'undeterminable')) as perhaps_eligible,
        count(distinct entity) filter (where is_filed) as filed,
        count(distinct entity) filter (where is_given) as granted
    from entities
    group by grouping sets (
        (unit, vital_status),
        (unit, vital_status, county),
        (unit, vital_status, race),
        (unit, vital_status, sex),
        (unit, vital_status, age),
        (unit, vital_status, remedy_id),
        (unit, vital_status, offense_group),
        (unit, vital_status, year_of_event),
        (unit, vital_status, county, race),
        (unit, vital_status, county, sex),
        (unit, vital_status, county, age),
        (unit, vital_status, county, remedy_id),
        (unit, vital_status, county, offense_group),
        (unit, vital_status, county, year_of_event),
        (unit, vital_status, remedy_id, race),
        (unit, vital_status, remedy_id, sex),
        (unit, vital_status, remedy_id, age),
        (unit, vital_status, remedy_id, offense_group),
        (unit, vital_status, remedy_id, year_of_event),
        (unit, vital_status, race, sex),
        (unit, vital_status, race, age)
    )

),

traits as (

    select
        *,
        list_filter(
            [
                {'trait': 'county', 'word': county}, {'trait': 'remedy', 'word': remedy_id},
                {'trait': 'race', 'word': race}, {'trait': 'sex', 'word': sex}, {'trait': 'age', 'word': age},
                {'trait': 'offense_group', 'word': offense_group}, {'trait': 'year', 'word': year_of_event}
            ],
            lambda one: one.word is not null
        ) as groups
    from counted

),

measured as (

    select
        unit,
        vital_status,
        groups,
        unnest([
            {'measure': 'eligible', 'of': eligible, 'perhaps': perhaps_eligible - eligible, 'among': 'in_scope',
                'whole': in_scope},
            {'measure': 'became_eligible', 'of': became_eligible, 'perhaps': 0, 'among': 'in_scope',
                'whole': in_scope},
            {'measure': 'eligible_later', 'of': eligible_later, 'perhaps': 0, 'among': 'in_scope',
                'whole': in_scope},
            {'measure': 'in_review', 'of': in_review, 'perhaps': 0, 'among': 'in_scope', 'whole': in_scope},
            {'measure': 'undeterminable', 'of': undeterminable, 'perhaps': 0, 'among': 'in_scope',
                'whole': in_scope},
            {'measure': 'filed', 'of': filed, 'perhaps': 0, 'among': 'became_eligible', 'whole': became_eligible},
            {'measure': 'granted', 'of': granted, 'perhaps': 0, 'among': 'filed', 'whole': filed}
        ]) as level
    from traits

)

select
    level.measure,
    unit,
    coalesce(groups[1].trait, 'all') as trait_1,
    coalesce(groups[1].word, 'all') as group_1,
    coalesce(groups[2].trait, 'none') as trait_2,
    coalesce(groups[2].word, 'none') as group_2,
    vital_status,
    cast(level.of as bigint) as count,
    cast(level.perhaps as bigint) as not_known,
    level.among as denominator_name,
    cast(level.whole as bigint) as denominator,
    case when level.whole > 0 then round(level.of / level.whole, 4) end as share
from measured
order by all
