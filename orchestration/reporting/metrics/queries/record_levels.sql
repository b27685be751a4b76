-- What is left of people's records, counted by two traits (all and none stand for no trait): all laws together, and by
-- no trait each law alone and all but each. A person of several counties is counted in each, and once in the whole.
-- In convictions: those that stood of whoever is left with none of them; of such a person all were ended, or made less.
-- What perhaps stood, and what stood of whom it is not known, is not known. By offense group and year convictions alone
-- are told: a person has several.
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
        count(*) filter (where with_recent = 'yes') as with_recent,
        coalesce(sum(felonies) filter (where felony_free = 'yes'), 0) as of_felony_free,
        coalesce(sum(felonies_perhaps) filter (where felony_free <> 'no'), 0)
            + coalesce(sum(felonies) filter (where felony_free = 'unknown'), 0) as of_felony_free_perhaps,
        coalesce(sum(convictions) filter (where conviction_free = 'yes'), 0) as of_conviction_free,
        coalesce(sum(convictions_perhaps) filter (where conviction_free <> 'no'), 0)
            + coalesce(sum(convictions) filter (where conviction_free = 'unknown'), 0) as of_conviction_free_perhaps,
        coalesce(sum(convictions) filter (where record_free = 'yes'), 0) as of_record_free,
        coalesce(sum(convictions_perhaps) filter (where record_free <> 'no'), 0)
            + coalesce(sum(convictions) filter (where record_free = 'unknown'), 0) as of_record_free_perhaps,
        coalesce(sum(recent_convictions) filter (where recent_free = 'yes'), 0) as of_recent_free,
        coalesce(sum(recent_convictions_perhaps) filter (where recent_free <> 'no'), 0)
            + coalesce(sum(recent_convictions) filter (where recent_free = 'unknown'), 0) as of_recent_free_perhaps,
        sum(felonies) as felonies,
        sum(convictions) as convictions,
        sum(recent_convictions) as recent_convictions
    from {people}
    where laws = 'ALL' or '{trait_1}' = 'all'
    group by all

),

measured as (

    select
        *,
        unnest([
            {'measure': 'some_relief', 'unit': 'people', 'of': some_relief, 'perhaps': some_relief_perhaps,
                'among': 'with_record', 'whole': with_record},
            {'measure': 'felony_free', 'unit': 'people', 'of': felony_free, 'perhaps': felony_free_perhaps,
                'among': 'with_felony', 'whole': with_felony},
            {'measure': 'conviction_free', 'unit': 'people', 'of': conviction_free, 'perhaps': conviction_free_perhaps,
                'among': 'with_conviction', 'whole': with_conviction},
            {'measure': 'record_free', 'unit': 'people', 'of': record_free, 'perhaps': record_free_perhaps,
                'among': 'with_record', 'whole': with_record},
            {'measure': 'recent_free', 'unit': 'people', 'of': recent_free, 'perhaps': recent_free_perhaps,
                'among': 'with_recent_conviction', 'whole': with_recent},
            {'measure': 'felony_free', 'unit': 'convictions', 'of': of_felony_free, 'perhaps': of_felony_free_perhaps,
                'among': 'felonies', 'whole': felonies},
            {'measure': 'conviction_free', 'unit': 'convictions', 'of': of_conviction_free,
                'perhaps': of_conviction_free_perhaps, 'among': 'convictions', 'whole': convictions},
            {'measure': 'record_free', 'unit': 'convictions', 'of': of_record_free, 'perhaps': of_record_free_perhaps,
                'among': 'convictions', 'whole': convictions},
            {'measure': 'recent_free', 'unit': 'convictions', 'of': of_recent_free, 'perhaps': of_recent_free_perhaps,
                'among': 'recent_convictions', 'whole': recent_convictions}
        ]) as level
    from counted

)

select
    level.measure,
    basis,
    laws,
    law,
    viewer,
    level.unit,
    {of_each_level}
where level.unit in ({units})
