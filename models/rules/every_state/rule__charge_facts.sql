{{ config(materialized='table', enabled=is_rule_shared('charge_facts', by_packs=true)) }}
-- No statute: what the record tells or leaves open of each charge: whether it is of a court of this state, was relieved
-- before, and is clear. What laws ask of charges beyond this is for facts of the state.
with doubts as (

    {{ people_in_doubt() }}

),

held as (

    {{ charges_held_by_a_claim() }}

),

relieved as (

    select
        charge_id,
        list_sort(list(distinct event_id)) as rests_on
    from {{ ref('int_events') }} as events
    where charge_id is not null and starts_with(event_type, 'relief_')
    group by charge_id

),

warrants as (

    select
        person_id,
        list_sort(list(distinct event_id)) as rests_on
    from {{ ref('int_events') }} as events
    where event_type = 'warrant'
    group by person_id

),

-- (An event in words that nobody knows may be anything; where it names no conviction it may be of any charge.)
not_understood as (

    select distinct
        person_id,
        charge_id
    from {{ ref('int_events') }} as events
    where event_type = 'unrecognised'

),

-- (A flag that no pack asks for may be one that a pack asks for, in other letters.)
flags_not_asked as (

    select distinct {{ content_hex('counts.charge_number') }} as charge_id
    from {{ staged('charge_facts') }} as told
    inner join {{ ref('int_person_links') }} as links on told.person_key = links.person_key
    inner join {{ ref('int_delivered_charges') }} as counts
        on {{ is_same_telling('told', 'counts') }}
        and links.history_number = counts.history_number
        and told.count_key = counts.count_key
    where told.column_name = 'offense_flags'
        and told.fact not in (
            select facts.fact from {{ law('facts') }} as facts
            union
            select facts.fact from {{ law('selector_facts') }} as facts
        )

),

charges as (

    select
        charges.charge_id,
        charges.person_id,
        charges.person_bucket,
        charges.county_type,
        doubts.person_id is not null
        or held.charge_id is not null
        or charges.has_conflicting_facts
        or charges.record_status not in ('current', 'superseded')
        or charges.disposition_type = 'unrecognised'
        or not_understood.charge_id is not null
        or not_understood_of_person.person_id is not null
        or flags_not_asked.charge_id is not null as is_in_doubt
    from {{ ref('int_charges') }} as charges
    left join doubts on charges.person_id = doubts.person_id
    left join held on charges.charge_id = held.charge_id
    left join not_understood on charges.charge_id = not_understood.charge_id
    left join not_understood as not_understood_of_person
        on charges.person_id = not_understood_of_person.person_id and not_understood_of_person.charge_id is null
    left join flags_not_asked on charges.charge_id = flags_not_asked.charge_id
    where charges.record_status <> 'superseded' and not charges.is_juvenile

),

-- (Which relief an event tells of is for a person to see.)
told as (

    select
        charge_id,
        person_id,
        person_bucket,
        'record_is_clear' as fact,
        'unknown' as answer,
        cast([] as varchar[]) as rests_on
    from charges
    where is_in_doubt
    union all
    select
        charge_id,
        person_id,
        person_bucket,
        'court_of_this_state' as fact,
        case county_type when 'elsewhere' then 'no' else 'unknown' end as answer,
        cast([] as varchar[]) as rests_on
    from charges
    where county_type <> 'in_state'
    union all
    select
        charges.charge_id,
        charges.person_id,
        charges.person_bucket,
        'not_relieved_before' as fact,
        'unknown' as answer,
        relieved.rests_on
    from charges
    inner join relieved on charges.charge_id = relieved.charge_id
    union all
    -- (Whether it is still active no event tells; events are tied to convictions alone, so that any case may be meant.)
    select
        charges.charge_id,
        charges.person_id,
        charges.person_bucket,
        'active_warrant' as fact,
        'unknown' as answer,
        warrants.rests_on
    from charges
    inner join warrants on charges.person_id = warrants.person_id

)

select
    charge_id as unit_id,
    'charge' as unit,
    person_id,
    person_bucket,
    fact,
    {{ as_answer('answer') }} as answer,
    false as is_presumed,
    cast(null as date) as over_on,
    cast(null as date) as valid_until,
    'history' as source,
    rests_on
from told
