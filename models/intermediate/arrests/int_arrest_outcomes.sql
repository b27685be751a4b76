with charges as (

    select
        charge_number,
        is_juvenile,
        is_conviction,
        disposition_type,
        charge_stage = 'arrest' as is_of_the_arrest,
        charge_stage = 'court' and disposition_type not in ('prosecutor_rejected', 'detention_only') as is_of_a_court,
        -- In this order the greatest of several is the level of the arrest: unknown may hide a felony, and nothing
        -- else.
        cast(level as enum(
            'traffic_infraction', 'civil_infraction', 'infraction', 'violation', 'petty', 'summary', 'misdemeanor',
            'unknown', 'felony'
        )) as level,
        has_conflicting_facts or record_status <> 'current' as is_in_doubt,
        greatest(disposition_date_latest, event_date_latest) as disposed_on_latest
    from {{ ref('int_charges') }} as charges
    where record_status <> 'superseded'

),

charges_of_arrests as (

    select
        arrest_charges.arrest_number,
        charges.*
    from {{ ref('int_arrest_charges') }} as arrest_charges
    inner join charges on arrest_charges.charge_number = charges.charge_number

),

from_charges as (

    select
        arrest_number,
        count(*) filter (where not is_juvenile) as charge_count,
        count(*) filter (where is_of_a_court and not is_juvenile) as court_charge_count,
        count(*) filter (where is_of_a_court and not is_juvenile and disposition_type in {{ dismissals() }})
            as dismissed_court_charge_count,
        bool_or(is_conviction) as has_conviction,
        bool_or(disposition_type in {{ dismissals() }} and not is_juvenile) as has_dismissal,
        bool_or(disposition_type = 'acquitted' and not is_juvenile) as has_acquittal,
        bool_or(disposition_type = 'diversion_completed' and not is_juvenile) as has_completed_diversion,
        bool_or(disposition_type in ('diversion', 'deferred') and not is_juvenile) as has_diversion,
        bool_or(disposition_type = 'blank' and is_of_a_court and not is_juvenile)
            as has_court_charge_without_disposition,
        bool_or(is_juvenile) as has_juvenile_charge,
        bool_or(is_in_doubt) as has_charge_in_doubt,
        bool_or(level <> 'unknown') filter (where is_of_the_arrest and not is_juvenile) as has_level_of_the_arrest,
        max(level) filter (where is_of_the_arrest and not is_juvenile) as level_of_the_arrest,
        max(level) filter (where not is_of_the_arrest and not is_juvenile) as level_told_later,
        bool_and(disposed_on_latest is not null)
        filter (where disposition_type in {{ endings_without_conviction() }}) as has_every_day,
        max(disposed_on_latest) filter (where disposition_type in {{ endings_without_conviction() }})
            as disposed_on_latest
    from charges_of_arrests
    group by arrest_number

),

from_lists_of_courts as (

    select
        court_convictions.arrest_number,
        bool_or(court_convictions.link_basis = 'same_case') as is_convicted,
        bool_or(court_convictions.link_basis = 'perhaps') as is_perhaps_convicted,
        bool_or(court_convictions.link_basis = 'same_case' and charges.is_in_doubt) as is_in_doubt
    from {{ ref('int_arrest_court_convictions') }} as court_convictions
    inner join charges on court_convictions.charge_number = charges.charge_number
    group by court_convictions.arrest_number

),

-- Rows with relief that an equally new or newer copy of the history lacks.
lacked as (

    select distinct
        tellings.delivery_id,
        tellings.source_line
    from {{ ref('int_event_sources') }} as tellings
    inner join {{ ref('int_events') }} as events on tellings.event_id = events.event_id
    where starts_with(events.event_type, 'relief_')
        and events.is_missing_in_a_copy

),

-- What a cycle tells beside its charges: relief of the arrest, a step that nobody knows; and of a count a disposition
-- that nobody understands.
event_rows as (

    select
        events.delivery_id,
        links.history_number,
        events.cycle_key,
        events.count_key,
        events.event_type,
        lacked.delivery_id is not null as is_lacked
    from {{ staged('events') }} as events
    inner join {{ ref('int_person_links') }} as links on events.person_key = links.person_key
    left join lacked on events.delivery_id = lacked.delivery_id and events.source_line = lacked.source_line
    where events.event_type in (
            'relief_arrest_automatic',
            'relief_arrest_sealed',
            'relief_sealed',
            'unrecognised',
            'disposition_unrecognised'
        )

),

events_of_charges as (

    select distinct
        counts.charge_number,
        event_rows.event_type,
        event_rows.is_lacked
    from {{ ref('int_delivered_charges') }} as counts
    inner join event_rows
        on counts.history_number = event_rows.history_number
        and counts.delivery_id = event_rows.delivery_id
        and counts.cycle_key = event_rows.cycle_key
    where (event_rows.event_type <> 'disposition_unrecognised' or counts.count_key = event_rows.count_key)

),

from_events as (

    select
        charges_of_arrests.arrest_number,
        bool_or(starts_with(events.event_type, 'relief_') and not events.is_lacked) as has_arrest_relief,
        bool_or(events.is_lacked) as has_relief_in_doubt,
        bool_or(events.event_type in ('unrecognised', 'disposition_unrecognised')) as has_unrecognised_disposition
    from events_of_charges as events
    inner join charges_of_arrests on events.charge_number = charges_of_arrests.charge_number
    where not charges_of_arrests.is_juvenile
    group by charges_of_arrests.arrest_number

),

became as (

    select
        arrests.arrest_number,
        arrests.person_bucket,
        from_charges.* exclude (arrest_number, has_conviction),
        coalesce(from_charges.has_conviction, false) or coalesce(from_lists_of_courts.is_convicted, false)
            as has_conviction,
        coalesce(from_lists_of_courts.is_perhaps_convicted, false) as is_perhaps_convicted,
        coalesce(from_lists_of_courts.is_in_doubt, false) as has_conviction_in_doubt
    from {{ ref('int_arrests') }} as arrests
    left join from_charges on arrests.arrest_number = from_charges.arrest_number
    left join from_lists_of_courts on arrests.arrest_number = from_lists_of_courts.arrest_number

)

select
    became.arrest_number,
    became.person_bucket,
    cast(coalesce(became.charge_count, 0) as integer) as charge_count,
    cast(coalesce(became.court_charge_count, 0) as integer) as court_charge_count,
    cast(
        case
            when became.has_level_of_the_arrest then became.level_of_the_arrest
            else coalesce(became.level_told_later, 'unknown')
        end as varchar
    ) as level,
    became.has_conviction as is_convicted,
    became.is_perhaps_convicted and not became.has_conviction as is_perhaps_convicted,
    coalesce(
        became.court_charge_count > 0
        or became.has_conviction
        or became.has_acquittal
        or became.has_diversion
        or became.has_completed_diversion,
        false
    ) as has_proceedings,
    coalesce(became.has_dismissal, false) as has_dismissal,
    coalesce(
        case
            when became.court_charge_count > 0
                then became.court_charge_count = became.dismissed_court_charge_count
            else became.has_dismissal
        end
        and not became.has_conviction
        and not became.has_acquittal
        and not coalesce(from_events.has_unrecognised_disposition, false),
        false
    ) as is_dismissed,
    coalesce(became.has_acquittal and not became.has_conviction, false) as is_acquitted,
    coalesce(became.has_completed_diversion and not became.has_conviction, false) as is_diversion_completed,
    coalesce(became.has_diversion, false) as has_diversion,
    coalesce(became.has_court_charge_without_disposition, false) as has_court_charge_without_disposition,
    coalesce(from_events.has_unrecognised_disposition, false) as has_unrecognised_disposition,
    coalesce(from_events.has_arrest_relief, false) as has_arrest_relief,
    coalesce(became.has_juvenile_charge, false) as has_juvenile_charge,
    coalesce(became.has_charge_in_doubt, false)
    or became.has_conviction_in_doubt
    or coalesce(from_events.has_relief_in_doubt, false) as has_charge_in_doubt,
    case when became.has_every_day then became.disposed_on_latest end as disposed_on_latest
from became
left join from_events on became.arrest_number = from_events.arrest_number
