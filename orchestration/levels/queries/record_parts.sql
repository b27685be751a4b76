-- What the people left without a record add up from: by which laws suffice alone, and by race as recorded. The living.
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

)

select
    one.measure,
    'people' as unit,
    basis,
    viewer,
    one.part_kind,
    one.part,
    count(*) as count
from parts
where one.is_so
group by all
order by all
