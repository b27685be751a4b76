with people as (

    select * from {{ ref('int_people') }}

),

two_birth_dates as (

    select
        'two_birth_dates' as conflict_type,
        person_id,
        person_id as other_person_id,
        true as sends_to_review
    from people
    where birth_date_precision = 'conflicting'

),

issuer_ids as (

    select distinct staged_people.issuer_person_id, staged_people.state_id, links.person_id
    from {{ staged('people') }} as staged_people
    inner join {{ ref('int_person_links') }} as links on staged_people.person_key = links.person_key
    where staged_people.issuer_person_id is not null

),

shared_issuer_ids as (

    select issuer_person_id
    from issuer_ids
    group by issuer_person_id
    having count(distinct person_id) > 1

),

issuer_id_of_two_persons as (

    select
        'issuer_id_with_two_state_ids' as conflict_type,
        first_side.person_id,
        second_side.person_id as other_person_id,
        true as sends_to_review
    from issuer_ids as first_side
    inner join shared_issuer_ids using (issuer_person_id)
    inner join issuer_ids as second_side
        on first_side.issuer_person_id = second_side.issuer_person_id
        and first_side.person_id < second_side.person_id

),

last_eight_digits as (

    select
        person_id,
        right('0000000' || state_id, 8) as last_eight,
        birth_date_earliest,
        birth_date_latest
    from (select *, unnest(state_ids) as state_id from people) as unnested

),

shared_last_eight_digits as (

    select
        'state_ids_share_last_eight_digits' as conflict_type,
        first_side.person_id,
        second_side.person_id as other_person_id,
        coalesce(
            first_side.birth_date_earliest <= second_side.birth_date_latest
            and second_side.birth_date_earliest <= first_side.birth_date_latest,
            true
        ) as sends_to_review
    from last_eight_digits as first_side
    inner join last_eight_digits as second_side
        on first_side.last_eight = second_side.last_eight
        and first_side.person_id < second_side.person_id

),

-- A record of supervision whose ids name two persons may be of either. (A decision "different" about these two ids made
-- a person of them whom no history tells of: there is nobody left to ask whether the other is that person.)
supervision_record_of_two_persons as (

    select distinct
        'supervision_record_with_ids_of_two_persons' as conflict_type,
        least(told.person_id, told.other_person_id) as person_id,
        greatest(told.person_id, told.other_person_id) as other_person_id,
        true as sends_to_review
    from (
        select
            person_key,
            person_id,
            is_person_known,
            struct_extract(other_person, 'person_id') as other_person_id
        from (
            select
                person_key,
                person_id,
                is_person_known,
                unnest(other_persons) as other_person
            from {{ ref('int_external_person_ids') }}
        ) as others
    ) as told
    inner join {{ ref('int_person_links') }} as links on told.person_key = links.person_key
    semi join {{ staged('supervision_records') }} as records on told.person_key = records.person_key
    where told.is_person_known or not links.is_decided_by_a_person

),

same_name_and_birth_date as (

    select
        'same_name_and_birth_date' as conflict_type,
        first_side.person_id,
        second_side.person_id as other_person_id,
        false as sends_to_review
    from people as first_side
    inner join people as second_side
        on first_side.person_name = second_side.person_name
        and first_side.birth_date_earliest = second_side.birth_date_earliest
        and first_side.person_id < second_side.person_id
    where first_side.birth_date_precision = 'day' and second_side.birth_date_precision = 'day'

),

-- Whoever made the numbers of people kept them apart where the key was not whole: the person may be another one too.
kept_apart as (

    select distinct
        'kept_apart_by_the_mapping' as conflict_type,
        links.person_id,
        links.person_id as other_person_id,
        true as sends_to_review
    from {{ staged('people') }} as staged_people
    inner join {{ ref('int_person_links') }} as links on staged_people.person_key = links.person_key
    where starts_with(staged_people.issuer_person_id, '{{ number_of_people_kept_apart() }}')
        and not links.is_decided_by_a_person

),

-- Whom no number of the state names is told apart by name and birth date alone, and a slip makes two people of one.
named as (

    select
        person_id,
        birth_date_earliest as birth_date,
        last_name,
        first_name,
        {{ name_key('last_name') }} as last_name_key,
        {{ name_key('first_name') }} as first_name_key,
        nullif(left({{ name_key('further_names') }}, 1), '') as middle_initial
    from (
        select
            person_id,
            birth_date_earliest,
            split_part(person_name, ',', 1) as last_name,
            split_part(ltrim(split_part(person_name, ',', 2)), ' ', 1) as first_name,
            regexp_extract(ltrim(split_part(person_name, ',', 2)), ' (.*)', 1) as further_names
        from (
            select
                person_id,
                birth_date_earliest,
                unnest(person_names) as person_name
            from people
            where len(state_ids) = 0
                and birth_date_precision = 'day'
                and '{{ var("staging") }}' = 'standard'
        ) as names
    ) as parts

),

slips as (

    {% for same, other in [('first_name', 'last_name'), ('last_name', 'first_name')] %}
        select
            'name_a_slip_apart' as conflict_type,
            held.person_id,
            record.person_id as other_person_id
        from named as held
        inner join named as record
            on held.birth_date = record.birth_date
            and held.{{ same }}_key = record.{{ same }}_key
            and held.person_id <> record.person_id
        where coalesce(held.middle_initial = record.middle_initial, true)
            and {{ is_name_a_slip_apart('held.' ~ other, 'record.' ~ other) }}
        union
    {% endfor %}
    {% for condition in [
        "year(held.birth_date) = year(record.birth_date) and month(held.birth_date) = month(record.birth_date)",
        "year(held.birth_date) = year(record.birth_date) and day(held.birth_date) = day(record.birth_date)",
        "month(held.birth_date) = month(record.birth_date) and day(held.birth_date) = day(record.birth_date) "
        ~ "and damerau_levenshtein(strftime(held.birth_date, '%Y'), strftime(record.birth_date, '%Y')) = 1",
        "year(held.birth_date) = year(record.birth_date) and month(held.birth_date) = day(record.birth_date) "
        ~ "and day(held.birth_date) = month(record.birth_date)",
    ] %}
        select
            'birth_date_a_slip_apart' as conflict_type,
            held.person_id,
            record.person_id as other_person_id
        from named as held
        inner join named as record
            on held.last_name_key = record.last_name_key
            and held.first_name_key = record.first_name_key
            and held.person_id <> record.person_id
            and held.birth_date <> record.birth_date
            and {{ condition }}
        where coalesce(held.middle_initial = record.middle_initial, true)
        {% if not loop.last %}union{% endif %}
    {% endfor %}

),

-- (No pack counts a traffic infraction, or a conviction in the state that is less than a misdemeanor, against others.)
with_something_that_bars as (

    select distinct person_id
    from {{ ref('int_charges') }} as charges
    where record_status <> 'superseded'
        and (
            is_conviction
            and level <> 'traffic_infraction'
            and (
                level not in ('summary', 'violation', 'infraction', 'civil_infraction') or county_type <> 'in_state'
            )
            or disposition_type in ('blank', 'unrecognised')
        )

),

perhaps_one_person as (

    select
        conflict_type,
        person_id,
        other_person_id,
        true as sends_to_review
    from slips
    where other_person_id in (select with_something_that_bars.person_id from with_something_that_bars)

),

found as (

    select * from two_birth_dates
    union
    select * from perhaps_one_person
    union
    select * from kept_apart
    union
    select * from issuer_id_of_two_persons
    union
    select * from shared_last_eight_digits
    union
    select * from supervision_record_of_two_persons
    union
    select * from same_name_and_birth_date

),

-- A decision "different" settles what stands between two persons: those of two ids, or the two it made of one state id.
different_keys as (

    select
        decision_id,
        id_key as first_key,
        case
            when starts_with(id_key, 'state:') and starts_with(other_id_key, 'issuer:')
                then id_key || ' ' || other_id_key
            else other_id_key
        end as second_key
    from {{ source('intake', 'identity_decisions') }}
    where decision = 'different'

),

decided_persons as (

    select
        min(decision_id) as decision_id,
        least(
            {{ content_id("'" ~ var('state') ~ " ' || first_key") }},
            {{ content_id("'" ~ var('state') ~ " ' || second_key") }}
        ) as person_id,
        greatest(
            {{ content_id("'" ~ var('state') ~ " ' || first_key") }},
            {{ content_id("'" ~ var('state') ~ " ' || second_key") }}
        ) as other_person_id
    from different_keys
    group by person_id, other_person_id

)

select
    found.conflict_type,
    found.person_id,
    found.other_person_id,
    found.sends_to_review and decided_persons.decision_id is null as sends_to_review,
    decided_persons.decision_id
from found
left join decided_persons
    on least(found.person_id, found.other_person_id) = decided_persons.person_id
    and greatest(found.person_id, found.other_person_id) = decided_persons.other_person_id
