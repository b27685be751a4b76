-- What is left of people's records, counted: all laws together by no trait, by one, or by two; each law alone and all
-- but each by none. A person of several counties is counted in each, and once in the whole.
with places as (

    select distinct
        numbers.person_number,
        placed.county
    from (
        select
            person_id,
            case county_type
                when 'in_state' then coalesce(upper(county_name), 'UNKNOWN')
                when 'elsewhere' then 'ELSEWHERE'
                else 'UNKNOWN'
            end as county
        from intermediate.int_charges
        where is_conviction
        union all
        select
            person_id,
            case county_type
                when 'in_state' then coalesce(upper(county_name), 'UNKNOWN')
                when 'elsewhere' then 'ELSEWHERE'
                else 'UNKNOWN'
            end as county
        from intermediate.int_arrests
    ) as placed
    inner join marts.research_numbers as numbers on placed.person_id = numbers.person_id

),

grouped as (

    select
        records.*,
        people.vital_status,
        people.race_group as race,
        people.sex_group as sex,
        people.age_band as age
    from people_records as records
    inner join research.people as people on records.person_number = people.person_number

),

placed as (

    select
        grouped.*,
        places.county
    from grouped
    inner join places on grouped.person_number = places.person_number
    where grouped.laws = 'ALL'

),

counted as (

    select
        basis,
        laws,
        law,
        viewer,
        vital_status,
        cast(null as varchar) as county,
        race,
        sex,
        age,
        count(*) filter (where with_record = 'yes') as with_record,
        count(*) filter (where with_felony = 'yes') as with_felony,
        count(*) filter (where with_conviction = 'yes') as with_conviction,
        count(*) filter (where with_recent = 'yes') as with_recent,
        count(*) filter (where some_relief = 'yes') as some_relief,
        count(*) filter (where some_relief = 'unknown') as some_relief_perhaps,
        count(*) filter (where felony_free = 'yes') as felony_free,
        count(*) filter (where felony_free = 'unknown') as felony_free_perhaps,
        count(*) filter (where conviction_free = 'yes') as conviction_free,
        count(*) filter (where conviction_free = 'unknown') as conviction_free_perhaps,
        count(*) filter (where record_free = 'yes') as record_free,
        count(*) filter (where record_free = 'unknown') as record_free_perhaps,
        count(*) filter (where recent_free = 'yes') as recent_free,
        count(*) filter (where recent_free = 'unknown') as recent_free_perhaps
    from grouped
    where laws = 'ALL'
    group by grouping sets (
        (basis, laws, law, viewer, vital_status),
        (basis, laws, law, viewer, vital_status, race),
        (basis, laws, law, viewer, vital_status, sex),
        (basis, laws, law, viewer, vital_status, age),
        (basis, laws, law, viewer, vital_status, race, sex),
        (basis, laws, law, viewer, vital_status, race, age)
    )
    union all by name
    select
        basis,
        laws,
        law,
        viewer,
        vital_status,
        cast(null as varchar) as county,
        cast(null as varchar) as race,
        cast(null as varchar) as sex,
        cast(null as varchar) as age,
        count(*) filter (where with_record = 'yes') as with_record,
        count(*) filter (where with_felony = 'yes') as with_felony,
        count(*) filter (where with_conviction = 'yes') as with_conviction,
        count(*) filter (where with_recent = 'yes') as with_recent,
        count(*) filter (where some_relief = 'yes') as some_relief,
        count(*) filter (where some_relief = 'unknown') as some_relief_perhaps,
        count(*) filter (where felony_free = 'yes') as felony_free,
        count(*) filter (where felony_free = 'unknown') as felony_free_perhaps,
        count(*) filter (where conviction_free = 'yes') as conviction_free,
        count(*) filter (where conviction_free = 'unknown') as conviction_free_perhaps,
        count(*) filter (where record_free = 'yes') as record_free,
        count(*) filter (where record_free = 'unknown') as record_free_perhaps,
        count(*) filter (where recent_free = 'yes') as recent_free,
        count(*) filter (where recent_free = 'unknown') as recent_free_perhaps
    from grouped
    where laws <> 'ALL'
    group by grouping sets (
        (basis, laws, law, viewer, vital_status)
    )
    union all by name
    select
        basis,
        laws,
        law,
        viewer,
        vital_status,
        county,
        race,
        sex,
        age,
        count(*) filter (where with_record = 'yes') as with_record,
        count(*) filter (where with_felony = 'yes') as with_felony,
        count(*) filter (where with_conviction = 'yes') as with_conviction,
        count(*) filter (where with_recent = 'yes') as with_recent,
        count(*) filter (where some_relief = 'yes') as some_relief,
        count(*) filter (where some_relief = 'unknown') as some_relief_perhaps,
        count(*) filter (where felony_free = 'yes') as felony_free,
        count(*) filter (where felony_free = 'unknown') as felony_free_perhaps,
        count(*) filter (where conviction_free = 'yes') as conviction_free,
        count(*) filter (where conviction_free = 'unknown') as conviction_free_perhaps,
        count(*) filter (where record_free = 'yes') as record_free,
        count(*) filter (where record_free = 'unknown') as record_free_perhaps,
        count(*) filter (where recent_free = 'yes') as recent_free,
        count(*) filter (where recent_free = 'unknown') as recent_free_perhaps
    from placed
    where true
    group by grouping sets (
        (basis, laws, law, viewer, vital_status, county),
        (basis, laws, law, viewer, vital_status, county, race),
        (basis, laws, law, viewer, vital_status, county, sex),
        (basis, laws, law, viewer, vital_status, county, age)
    )

),

measured as (

    select
        *,
        list_filter(
            [
                {'trait': 'county', 'word': county}, {'trait': 'race', 'word': race}, {'trait': 'sex', 'word': sex},
                {'trait': 'age', 'word': age}
            ],
            lambda one: one.word is not null
        ) as groups,
        unnest([
            {'measure': 'some_relief', 'of': some_relief, 'perhaps': some_relief_perhaps, 'among': 'with_record',
                'whole': with_record},
            {'measure': 'felony_free', 'of': felony_free, 'perhaps': felony_free_perhaps, 'among': 'with_felony',
                'whole': with_felony},
            {'measure': 'conviction_free', 'of': conviction_free, 'perhaps': conviction_free_perhaps,
                'among': 'with_conviction', 'whole': with_conviction},
            {'measure': 'record_free', 'of': record_free, 'perhaps': record_free_perhaps, 'among': 'with_record',
                'whole': with_record},
            {'measure': 'recent_free', 'of': recent_free, 'perhaps': recent_free_perhaps,
                'among': 'with_recent_conviction', 'whole': with_recent}
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
