{{ config(materialized='table', enabled=is_rule_shared('conviction_status')) }}
-- How each conviction stands before this run gives anything: does it still stand, is it a felony, is it of the last
-- years (yes, no or unknown)? Earlier relief counts as the law table earlier_reliefs reads it; what contradicts
-- itself, or was done under a law the record does not name, is unknown. One exactly so many years ago is of those
-- years.
with convictions as (

    select *
    from {{ ref('int_convictions') }} as int_convictions

),

relieved as (

    select
        convictions.charge_id,
        bool_and(coalesce(reliefs.leaves_conviction, 'unknown') = 'yes') as leaves_conviction,
        bool_and(coalesce(reliefs.leaves_level, 'unknown') = 'yes') as leaves_level
    from (
        select
            charge_id,
            unnest(list_concat(relief_events, relief_events_in_cycle)) as relief_event
        from convictions
    ) as convictions
    left join {{ law('earlier_reliefs') }} as reliefs on convictions.relief_event = reliefs.relief_event
    group by convictions.charge_id

),

in_time as (

    select
        convictions.*,
        coalesce(relieved.leaves_level, true) as leaves_level,
        case
            when convictions.has_conflicting_facts or convictions.record_status <> 'current' then 'unknown'
            when convictions.has_unrecognised_disposition or not coalesce(relieved.leaves_conviction, true)
                then 'unknown'
            else 'yes'
        end as is_standing,
        case
            when convictions.has_conflicting_facts then 'unknown'
            when
                {{ anniversary('convictions.conviction_date_earliest', law_integer('figures_recent_years')) }}
                >= run_parameters.as_of_date
                then 'yes'
            when
                {{ anniversary('convictions.conviction_date_latest', law_integer('figures_recent_years')) }}
                < run_parameters.as_of_date
                then 'no'
            else 'unknown'
        end as is_in_the_last_years
    from convictions
    left join relieved on convictions.charge_id = relieved.charge_id
    cross join {{ source('intake', 'run_parameters') }} as run_parameters

)

select
    charge_id,
    person_id,
    person_bucket,
    county_name,
    county_type,
    is_standing,
    case
        when has_conflicting_facts or level = 'unknown' then 'unknown'
        when level <> 'felony' then 'no'
        when is_standing = 'unknown' or not leaves_level then 'unknown'
        else 'yes'
    end as is_felony,
    {{ all_3v(['is_standing', 'is_in_the_last_years']) }} as is_recent
from in_time
