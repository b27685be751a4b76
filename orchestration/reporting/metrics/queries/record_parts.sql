-- What the people left without a record add up from, and their convictions: by which laws suffice alone for the person,
-- and by race as recorded. The living.
with together as (

    select *
    from record_people
    where laws = 'ALL' and vital_status = 'living'

),

alone as (

    select
        basis,
        viewer,
        person_number,
        string_agg(law, ' or ' order by law) filter (where some_relief = 'yes') as some_relief,
        string_agg(law, ' or ' order by law) filter (where felony_free = 'yes') as felony_free,
        string_agg(law, ' or ' order by law) filter (where conviction_free = 'yes') as conviction_free,
        string_agg(law, ' or ' order by law) filter (where record_free = 'yes') as record_free,
        string_agg(law, ' or ' order by law) filter (where recent_free = 'yes') as recent_free
    from people_records
    where laws = 'ALONE'
    group by basis, viewer, person_number

),

parts as (

    select
        together.basis,
        together.viewer,
        together.felonies,
        together.convictions,
        together.recent_convictions,
        unnest([
            {'measure': 'some_relief', 'is_so': together.some_relief = 'yes', 'part_kind': 'law',
                'part': coalesce(alone.some_relief, 'no law alone')},
            {'measure': 'some_relief', 'is_so': together.some_relief = 'yes', 'part_kind': 'race', 'part': together.race},
            {'measure': 'felony_free', 'is_so': together.felony_free = 'yes', 'part_kind': 'law',
                'part': coalesce(alone.felony_free, 'no law alone')},
            {'measure': 'felony_free', 'is_so': together.felony_free = 'yes', 'part_kind': 'race', 'part': together.race},
            {'measure': 'conviction_free', 'is_so': together.conviction_free = 'yes', 'part_kind': 'law',
                'part': coalesce(alone.conviction_free, 'no law alone')},
            {'measure': 'conviction_free', 'is_so': together.conviction_free = 'yes', 'part_kind': 'race', 'part': together.race},
            {'measure': 'record_free', 'is_so': together.record_free = 'yes', 'part_kind': 'law',
                'part': coalesce(alone.record_free, 'no law alone')},
            {'measure': 'record_free', 'is_so': together.record_free = 'yes', 'part_kind': 'race', 'part': together.race},
            {'measure': 'recent_free', 'is_so': together.recent_free = 'yes', 'part_kind': 'law',
                'part': coalesce(alone.recent_free, 'no law alone')},
            {'measure': 'recent_free', 'is_so': together.recent_free = 'yes', 'part_kind': 'race', 'part': together.race}
        ]) as one
    from together
    left join alone
        on together.basis = alone.basis
        and together.viewer = alone.viewer
        and together.person_number = alone.person_number

),

of_units as (

    select
        *,
        unnest([
            {'unit': 'people', 'count': 1},
            {'unit': 'convictions', 'count': case one.measure
                when 'felony_free' then felonies
                when 'recent_free' then recent_convictions
                when 'some_relief' then 0
                else convictions
            end}
        ]) as of_unit
    from parts
    where one.is_so

)

select
    one.measure,
    of_unit.unit,
    basis,
    viewer,
    one.part_kind,
    one.part,
    cast(sum(of_unit.count) as bigint) as count
from of_units
where of_unit.count > 0
group by all
order by all
