{{ config(materialized='people_in_pieces') }}
-- Penal Code 1203.425(a)(1)(B)(i) to (iii): what is asked of the person, whatever the conviction: the duty to
-- register, supervision, a sentence being served, pending charges. One row per person with a conviction on record,
-- one CTE per element. Read as automatic_relief.md says, sections 2 to 4.
with people as (

    select person_id, any_value(person_bucket) as person_bucket
    from {{ ref('rule_ca__conviction_sentences') }} as sentences
    where {{ in_piece('sentences.person_bucket') }}
    group by person_id

),

this as (

    select
        run_parameters.as_of_date,
        sources.has_supervised_release
    from {{ source('intake', 'run_parameters') }} as run_parameters
    cross join {{ ref('int_available_sources') }} as sources

),

-- (i) Sections of the duty to register; an event whose section was not understood may be of one.
registration_sections as (

    select code_book, section
    from {{ law('offense_lists') }}
    where offense_list = 'prop64_registration'

),

registration_events as (

    select
        events.person_id,
        events.event_type,
        events.event_date_earliest,
        events.event_date_latest,
        -- (One that a copy of the history as new or newer lacks is no more known than one that was not understood.)
        events.section is not null
        and events.code_book is not null
        and not events.is_missing_in_a_copy as is_understood,
        events.is_missing_in_a_copy
    from {{ ref('int_events') }} as events
    where {{ in_piece('events.person_bucket') }}
        and events.event_type in ('registration', 'registration_terminated')
        and (
            events.section is null
            or events.code_book is null
            or exists (
                select sections.section
                from registration_sections as sections
                where events.code_book = sections.code_book
                    and (events.section = sections.section or starts_with(events.section, sections.section || '.'))
            )
        )

),

terminations as (

    select * from registration_events
    where event_type = 'registration_terminated'

),

-- Each registration, and whether a termination surely or perhaps stands on its day or later.
registrations as (

    select
        registrations.person_id,
        registrations.is_understood,
        registrations.event_date_earliest,
        registrations.event_date_latest,
        coalesce(
            bool_or(
                not terminations.is_missing_in_a_copy
                and terminations.event_date_earliest >= registrations.event_date_latest
            ), false
        ) as is_terminated,
        coalesce(bool_or(
            terminations.person_id is not null
            and coalesce(terminations.event_date_latest >= registrations.event_date_earliest, true)
        ), false) as is_perhaps_terminated
    from registration_events as registrations
    left join terminations on registrations.person_id = terminations.person_id
    where registrations.event_type = 'registration'
    group by
        registrations.person_id,
        registrations.is_understood,
        registrations.event_date_earliest,
        registrations.event_date_latest

),

registered as (

    select
        person_id,
        bool_or(is_understood and not is_perhaps_terminated) as has_duty,
        bool_or(not is_terminated) as has_registration_in_doubt
    from registrations
    group by person_id

),

-- What is surely on one of the two lists is not only possibly on the other.
registrable_tags as (

    select
        charge_id,
        case when bool_or(is_on_list = 'yes') then 'yes' else 'unknown' end as is_on_list
    from {{ ref('rule_ca__offense_tags') }} as offense_tags
    where {{ in_piece('offense_tags.person_bucket') }}
        and offense_list in ('prop64_registrable', 'prop64_registration')
    group by charge_id

),

-- A conviction that asks for a registration, and no termination on its day or later. One whose text is not understood
-- may ask for one.
registrable as (

    select
        convictions.person_id,
        bool_or(
            tags.charge_id is not null
            and tags.is_on_list = 'yes'
            and convictions.parse_status = 'parsed'
            and not exists (
                select terminations.person_id
                from terminations
                where convictions.person_id = terminations.person_id
                    and not terminations.is_missing_in_a_copy
                    and terminations.event_date_earliest >= convictions.conviction_date_latest
            )
        ) as has_registrable,
        bool_or(
            coalesce(tags.is_on_list = 'unknown', true) or convictions.parse_status <> 'parsed'
        ) as has_perhaps_registrable
    from {{ ref('int_convictions') }} as convictions
    left join registrable_tags as tags on convictions.charge_id = tags.charge_id
    where {{ in_piece('convictions.person_bucket') }}
        and (
            tags.charge_id is not null
            or convictions.parse_status <> 'parsed'
            or convictions.has_further_section
        )
    group by convictions.person_id

),

looked_up as (

    select
        person_id,
        bool_or(fact = 'registration_duty_ended' and value = 'yes') as has_registration_duty_ended,
        bool_or(fact = 'charge_is_pending' and value = 'yes') as has_charge_known_to_be_pending,
        -- (That a charge is not pending takes it out of those that are open.)
        bool_or(fact = 'charge_is_pending') as is_pending_charge_looked_up
    from (
        select person_id, fact, value from {{ ref('int_established_person_facts') }}
        union all
        select person_id, fact, value from {{ ref('int_established_facts') }}
    ) as facts
    where fact in ('registration_duty_ended', 'charge_is_pending')
    group by person_id

),

not_required_to_register as (

    select
        people.person_id,
        case
            when looked_up.has_registration_duty_ended then 'met'
            when registered.has_duty then 'not_met'
            when registered.has_registration_in_doubt then 'unknown'
            when registrable.has_registrable then 'unknown'
            when registered.person_id is not null then 'met'
            when registrable.has_perhaps_registrable then 'presumed'
            else 'met'
        end as not_required_to_register
    from people
    left join registered on people.person_id = registered.person_id
    left join registrable on people.person_id = registrable.person_id
    left join looked_up on people.person_id = looked_up.person_id

),

-- (ii) The day on which nobody supervises any more is known where every end that is still open is.
active_supervision as (

    select
        person_id,
        bool_or(is_active = 'yes') as is_active,
        bool_or(is_active = 'unknown') as is_perhaps_active,
        case
            when not bool_or(is_active <> 'no' and ended_on_latest is null)
                then cast(max(ended_on_latest) filter (where is_active <> 'no') + interval 1 day as date)
        end as free_from
    from {{ ref('int_supervision_records') }} as records
    where {{ in_piece('records.person_bucket') }}
    group by person_id

),

no_active_supervision_record as (

    select
        people.person_id,
        case
            when not this.has_supervised_release then 'unknown'
            when active_supervision.is_active then 'not_yet'
            when active_supervision.is_perhaps_active then 'unknown'
            else 'met'
        end as no_active_supervision_record,
        case when this.has_supervised_release and active_supervision.is_active then active_supervision.free_from end
            as no_active_supervision_record_from
    from people
    left join active_supervision on people.person_id = active_supervision.person_id
    cross join this

),

-- (iii) The day on which no sentence is served any more is known where every end that is still open is.
not_serving_a_sentence as (

    select
        person_id,
        case
            when bool_or(not_serving_it = 'not_yet') then 'not_yet'
            when bool_or(not_serving_it = 'unknown') then 'unknown'
            when bool_or(not_serving_it = 'presumed') then 'presumed'
            else 'met'
        end as not_serving_a_sentence,
        case
            when not bool_or(not_serving_it in ('not_yet', 'unknown') and not_serving_it_from is null)
                then max(not_serving_it_from)
        end as not_serving_a_sentence_from,
        bool_or(is_sentence_looked_up) as is_some_sentence_looked_up
    from {{ ref('rule_ca__conviction_sentences') }} as sentences
    where {{ in_piece('sentences.person_bucket') }}
    group by person_id

),

pending as (

    select
        person_id,
        coalesce(bool_or(is_surely_pending), false) as is_surely_pending
    from {{ ref('rule_ca__open_charges') }} as open_charges
    where {{ in_piece('open_charges.person_bucket') }}
    group by person_id

),

no_pending_charges as (

    select
        people.person_id,
        case
            when looked_up.has_charge_known_to_be_pending or pending.is_surely_pending then 'not_yet'
            when pending.person_id is not null then 'unknown'
            else 'met'
        end as no_pending_charges
    from people
    left join pending on people.person_id = pending.person_id
    left join looked_up on people.person_id = looked_up.person_id

)

select
    people.person_id,
    people.person_bucket,
    not_required_to_register.not_required_to_register,
    no_active_supervision_record.no_active_supervision_record,
    no_active_supervision_record.no_active_supervision_record_from,
    not_serving_a_sentence.not_serving_a_sentence,
    not_serving_a_sentence.not_serving_a_sentence_from,
    no_pending_charges.no_pending_charges,
    coalesce(looked_up.has_registration_duty_ended, false) as is_registration_looked_up,
    coalesce(looked_up.is_pending_charge_looked_up, false) as is_pending_charge_looked_up,
    not_serving_a_sentence.is_some_sentence_looked_up,
    this.has_supervised_release
from people
inner join not_required_to_register on people.person_id = not_required_to_register.person_id
inner join no_active_supervision_record on people.person_id = no_active_supervision_record.person_id
inner join not_serving_a_sentence on people.person_id = not_serving_a_sentence.person_id
inner join no_pending_charges on people.person_id = no_pending_charges.person_id
left join looked_up on people.person_id = looked_up.person_id
cross join this
