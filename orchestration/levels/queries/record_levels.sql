-- What is left of people's records, counted by two traits (all and none stand for no trait): all laws together, and by
-- no trait each law alone and all but each. A person of several counties is counted in each, and once in the whole.
with counted as (

    select
        basis,
        laws,
        law,
        viewer,
        vital_status,
        {group_1} as group_1,
        {group_2} as group_2,
        count(*) filter (where some_relief = 'yes') as some_relief,
        count(*) filter (where some_relief = 'unknown') as some_relief_perhaps,
        count(*) filter (where felony_free = 'yes') as felony_free,
        count(*) filter (where felony_free = 'unknown') as felony_free_perhaps,
        count(*) filter (where conviction_free = 'yes') as conviction_free,
        count(*) filter (where conviction_free = 'unknown') as conviction_free_perhaps,
        count(*) filter (where record_free = 'yes') as record_free,
        count(*) filter (where record_free = 'unknown') as record_free_perhaps,
        count(*) filter (where recent_free = 'yes') as recent_free,
        count(*) filter (where recent_free = 'unknown') as recent_free_perhaps,
        count(*) filter (where with_record = 'yes') as with_record,
        count(*) filter (where with_felony = 'yes') as with_felony,
        count(*) filter (where with_conviction = 'yes') as with_conviction,
        count(*) filter (where with_recent = 'yes') as with_recent
    from {people}
    where laws = 'ALL' or '{trait_1}' = 'all'
    group by all

),

measured as (

    select
        *,
        unnest([
            {'measure': 'some_relief', 'of': some_relief, 'perhaps': some_relief_perhaps, 'among': 'with_record',
                'whole': with_record},
            {'measure': 'felony_free', 'of': felony_free, 'perhaps': felony_free_perhaps, 'among': 'with_felony',
                'whole': with_felony},
            {'measure': 'conviction_free', 'of': conviction_free, 'perhaps': conviction_free_perhaps, 'among': 'with_conviction',
                'whole': with_conviction},
            {'measure': 'record_free', 'of': record_free, 'perhaps': record_free_perhaps, 'among': 'with_record',
                'whole': with_record},
            {'measure': 'recent_free', 'of': recent_free, 'perhaps': recent_free_perhaps, 'among': 'with_recent_conviction',
                'whole': with_recent}
        ]) as level
    from counted

)

select
    level.measure,
    basis,
    laws,
    law,
    viewer,
    'people' as unit,
    {of_each_level}
