with tellings as (

    select
        people.*,
        links.person_id,
        links.person_bucket as linked_bucket,
        links.is_decided_by_a_person,
        deliveries.data_as_of
    from {{ staged('people') }} as people
    inner join {{ ref('int_person_links') }} as links on people.person_key = links.person_key
    inner join {{ source('intake', 'deliveries') }} as deliveries on people.delivery_id = deliveries.delivery_id

),

newest as (

    select person_id, max(data_as_of) as data_as_of
    from tellings
    group by person_id

),

newest_tellings as (

    select tellings.*
    from tellings
    inner join newest on tellings.person_id = newest.person_id and tellings.data_as_of = newest.data_as_of

),

said as (

    select
        person_id,
        any_value(linked_bucket) as person_bucket,
        bool_or(is_decided_by_a_person) as is_decided_by_a_person,
        coalesce(list_sort(list_distinct(list(state_id) filter (where state_id is not null))), cast([] as varchar[]))
            as state_ids,
        coalesce(
            list_sort(list_distinct(list(issuer_person_id) filter (where issuer_person_id is not null))),
            cast([] as varchar[])
        ) as issuer_person_ids,
        coalesce(
            list_sort(list_distinct(list(person_name) filter (where person_name is not null))), cast([] as varchar[])
        ) as person_names,
        coalesce(list_sort(list_distinct(list(sex_code) filter (where sex_code is not null))), cast([] as varchar[]))
            as sex_codes,
        coalesce(
            list_sort(list_distinct(list(race_code) filter (where race_code is not null))), cast([] as varchar[])
        ) as race_codes,
        count(distinct birth_date_earliest) filter (where birth_date_precision = 'day') as exact_birth_date_count,
        min(birth_date_earliest) filter (where birth_date_precision = 'day') as exact_birth_date_earliest,
        max(birth_date_latest) filter (where birth_date_precision = 'day') as exact_birth_date_latest,
        min(birth_date_earliest) as birth_date_earliest,
        max(birth_date_latest) as birth_date_latest
    from newest_tellings
    group by person_id

),

-- The name most rows of the newest cut carry; among equals the first by the alphabet.
name_counts as (

    select person_id, person_name, sum(row_count) as row_count
    from newest_tellings
    where person_name is not null
    group by person_id, person_name

),

names as (

    select person_id, arg_min(person_name, (-row_count, person_name)) as person_name
    from name_counts
    group by person_id

),

born as (

    select
        person_id,
        case when exact_birth_date_count > 0 then exact_birth_date_earliest else birth_date_earliest end
            as birth_date_earliest,
        case when exact_birth_date_count > 0 then exact_birth_date_latest else birth_date_latest end
            as birth_date_latest
    from said

),

lives as (

    select
        person_id,
        min(event_date_latest) filter (where is_conviction and record_status <> 'superseded') as first_conviction,
        max(coalesce(event_date_earliest, arrest_date_earliest)) as last_event
    from {{ ref('int_charges') }} as charges
    group by person_id

),

-- Death and registration are events of the person.
statuses as (

    select
        person_id,
        bool_or(event_type = 'deceased') as is_deceased,
        bool_or(event_type = 'registration') as has_registration
    from {{ ref('int_events') }} as events
    where event_type in ('deceased', 'registration')
    group by person_id

),

-- Too old, living or at the last thing that happened; or too young when an adult's conviction was entered.
implausibly_born as (

    select born.person_id
    from born
    cross join {{ source('intake', 'run_parameters') }} as run_parameters
    cross join (
        select
            max(years) filter (where measure = 'oldest_age') as oldest_age,
            max(years) filter (where measure = 'youngest_age_at_conviction') as youngest_age_at_conviction
        from {{ ref('plausible_ages') }}
    ) as ages
    left join lives on born.person_id = lives.person_id
    left join statuses on born.person_id = statuses.person_id
    where born.birth_date_latest + to_years(ages.oldest_age + 1)
        <= case when statuses.is_deceased then lives.last_event else run_parameters.as_of_date end
        or born.birth_date_earliest + to_years(ages.youngest_age_at_conviction) > lives.first_conviction

)

select
    said.person_id,
    cast(said.person_bucket as integer) as person_bucket,
    newest.data_as_of,
    said.state_ids,
    said.issuer_person_ids,
    names.person_name,
    said.person_names,
    case when len(said.sex_codes) = 1 then said.sex_codes[1] end as sex_code,
    said.sex_codes,
    case when len(said.race_codes) = 1 then said.race_codes[1] end as race_code,
    said.race_codes,
    case when implausibly_born.person_id is null then born.birth_date_earliest end as birth_date_earliest,
    case when implausibly_born.person_id is null then born.birth_date_latest end as birth_date_latest,
    case
        when said.exact_birth_date_count > 1 then 'conflicting'
        when implausibly_born.person_id is not null then 'implausible'
        when said.exact_birth_date_count = 1 then 'day'
        when said.birth_date_earliest is not null then 'partial'
        else 'unknown'
    end as birth_date_precision,
    coalesce(statuses.is_deceased, false) as is_deceased,
    coalesce(statuses.has_registration, false) as has_registration,
    said.is_decided_by_a_person
from said
inner join newest on said.person_id = newest.person_id
left join names on said.person_id = names.person_id
inner join born on said.person_id = born.person_id
left join statuses on said.person_id = statuses.person_id
left join implausibly_born on said.person_id = implausibly_born.person_id
