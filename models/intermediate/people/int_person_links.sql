with recursive received as (

    select
        person_key,
        state_id,
        issuer_person_id,
        true as is_history
    from {{ staged('people') }}
    {% for elsewhere in ['supervision_records', 'registrations', 'court_records', 'petitions', 'case_transfers'] %}
        union all
        select
            person_key,
            state_id,
            issuer_person_id,
            false as is_history
        from {{ staged(elsewhere) }}
    {% endfor %}

),

id_combinations as (

    select
        person_key,
        max(state_id) as state_id,
        max(issuer_person_id) as issuer_person_id,
        bool_or(is_history) as is_in_a_history
    from received
    group by person_key

),

state_ids_of_issuer_ids as (

    select
        issuer_person_id,
        min(state_id) as only_state_id
    from id_combinations
    where issuer_person_id is not null and state_id is not null and is_in_a_history
    group by issuer_person_id
    having count(distinct state_id) = 1

),

automatic as (

    select
        combinations.person_key,
        combinations.state_id,
        combinations.issuer_person_id,
        coalesce(combinations.state_id, linked.only_state_id) as linked_state_id,
        case
            when combinations.state_id is not null then 'state_id'
            when linked.only_state_id is not null then 'issuer_id_seen_with_one_state_id'
            when combinations.issuer_person_id is not null then 'issuer_id'
            else 'no_id'
        end as link_basis
    from id_combinations as combinations
    left join state_ids_of_issuer_ids as linked
        on combinations.issuer_person_id = linked.issuer_person_id
        and combinations.state_id is null

),

automatic_persons as (

    select
        *,
        case
            when linked_state_id is not null then 'state:' || linked_state_id
            when issuer_person_id is not null then 'issuer:' || issuer_person_id
            else 'row:' || person_key
        end as automatic_key
    from automatic

),

-- The ids of decisions; an issuer's id that was seen with one state id stands for that state id. The same decision by
-- two people is one.
decisions as (

    select
        received.decision,
        received.id_key,
        received.other_id_key,
        min(received.decision_id) as decision_id,
        coalesce('state:' || any_value(linked.only_state_id), received.id_key) as person_key,
        coalesce('state:' || any_value(other_linked.only_state_id), received.other_id_key) as other_person_key
    from {{ source('intake', 'identity_decisions') }} as received
    left join state_ids_of_issuer_ids as linked
        on received.id_key = 'issuer:' || linked.issuer_person_id
    left join state_ids_of_issuer_ids as other_linked
        on received.other_id_key = 'issuer:' || other_linked.issuer_person_id
    group by received.decision, received.id_key, received.other_id_key

),

-- "different": rows with this state id and that issuer id belong to another person than the rest of the state id.
split_apart as (

    select
        persons.person_key,
        persons.linked_state_id,
        persons.issuer_person_id,
        persons.link_basis,
        persons.automatic_key,
        case
            when decisions.decision_id is not null
                then persons.automatic_key || ' issuer:' || persons.issuer_person_id
            else persons.automatic_key
        end as decided_key,
        decisions.decision_id as split_decision_id
    from automatic_persons as persons
    left join decisions
        on decisions.decision = 'different'
        and persons.automatic_key = decisions.id_key
        and 'issuer:' || persons.issuer_person_id = decisions.other_id_key

),

-- "same": two ids are one person, also through a third; the smallest key stands for all of them.
same_pairs as (

    select person_key as id_key, other_person_key as other_id_key from decisions
    where decision = 'same'
    union
    select other_person_key as id_key, person_key as other_id_key from decisions
    where decision = 'same'

),

reached as (

    select id_key, id_key as reached_key from same_pairs
    union
    select reached.id_key, same_pairs.other_id_key
    from reached
    inner join same_pairs on reached.reached_key = same_pairs.id_key

),

same_persons as (

    select id_key, min(reached_key) as person_key_of_all
    from reached
    group by id_key

),

decided as (

    select
        split_apart.person_key,
        split_apart.linked_state_id,
        split_apart.issuer_person_id,
        split_apart.link_basis,
        split_apart.automatic_key,
        split_apart.decided_key as history_key,
        coalesce(same_persons.person_key_of_all, split_apart.decided_key) as decided_key,
        same_persons.id_key is not null or split_apart.split_decision_id is not null as is_decided_by_a_person
    from split_apart
    left join same_persons on split_apart.decided_key = same_persons.id_key

),

bucketed as (

    select
        *,
        cast(coalesce(
            try_cast(right(regexp_replace(split_part(decided_key, ' issuer:', 1), '[^0-9]', '', 'g'), 18) as bigint),
            0
        ) as bigint) % 64 as person_bucket
    from decided

)

select
    person_key,
    {{ content_id("'" ~ var('state') ~ " ' || decided_key") }} as person_id,
    cast('0x' || {{ content_id("'" ~ var('state') ~ " ' || decided_key") }} as ubigint) as person_number,
    -- A history is numbered by itself: cycles and counts of two ids that are one person are not those of one history.
    cast('0x' || {{ content_id("'" ~ var('state') ~ " ' || history_key") }} as ubigint) as history_number,
    person_bucket,
    link_basis,
    is_decided_by_a_person,
    case
        when automatic_key <> decided_key
            then {{ content_id("'" ~ var('state') ~ " ' || automatic_key") }}
    end as recorded_person_id,
    case
        when 'issuer:' || issuer_person_id <> decided_key
            then {{ content_id("'" ~ var('state') ~ " issuer:' || issuer_person_id") }}
    end as person_id_of_issuer_id
from bucketed
