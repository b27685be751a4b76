-- No statute: what the record tells or leaves open of a person with a conviction on record: the duty to register and
-- supervision. One row per person and fact; none where the record says nothing of the kind. Read as automatic_relief.md
-- says, section 2.
with people as (

    select person_id, any_value(person_bucket) as person_bucket
    from {{ ref('rule_ca__conviction_sentences') }} as sentences
    group by person_id

),

-- (i) Sections of the duty to register; an event whose section was not understood may be of one.
registration_sections as (

    select code_book, section
    from {{ law('offense_lists') }}
    where offense_list = 'prop64_registration'

),

events as (

    select
        events.person_id,
        events.event_type,
        events.disposition_type,
        events.event_date_earliest,
        events.event_date_latest,
        events.is_missing_in_a_copy,
        events.section is not null and events.code_book is not null as has_section,
        exists(
            select sections.section
            from registration_sections as sections
            where events.code_book = sections.code_book
                and (events.section = sections.section or starts_with(events.section, sections.section || '.'))
        ) as is_of_the_duty
    from {{ ref('int_events') }} as events
    where events.event_type in ('registration', 'registration_terminated')

),

-- An end that names no section is of the only kind of registration on record, where there is only one. Of registrations
-- that name none, each may be of another kind.
kinds as (

    select
        person_id,
        bool_or(is_of_the_duty and not is_missing_in_a_copy) as has_the_duty,
        bool_or(has_section and not is_of_the_duty) as has_another_kind,
        bool_or(event_type = 'registration' and not has_section) as has_unnamed,
        count(*) filter (where event_type = 'registration' and not has_section) = 1 as has_one_unnamed
    from events
    group by person_id

),

registration_events as (

    select
        events.person_id,
        events.event_type,
        events.disposition_type,
        events.event_date_earliest,
        events.event_date_latest,
        -- (One that a copy of the history as new or newer lacks is no more known than one that was not understood.)
        events.is_of_the_duty and not events.is_missing_in_a_copy as is_understood,
        events.event_type = 'registration_terminated'
        and not events.is_missing_in_a_copy
        and (
            events.is_of_the_duty
            or (not kinds.has_another_kind and kinds.has_the_duty and not kinds.has_unnamed)
        ) as is_surely_an_end,
        events.event_type = 'registration_terminated'
        and not events.is_missing_in_a_copy
        and not kinds.has_another_kind
        and not kinds.has_the_duty
        and kinds.has_one_unnamed as is_surely_of_the_only_registration
    from events
    inner join kinds on events.person_id = kinds.person_id
    where events.is_of_the_duty or not events.has_section

),

-- (A registration with words of its own may as well say that the duty has ended.)
terminations as (

    select * from registration_events
    where event_type = 'registration_terminated'
        or coalesce(disposition_type, 'blank') <> 'blank'

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
                (terminations.is_surely_an_end or terminations.is_surely_of_the_only_registration)
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
    where offense_list in ('prop64_registrable', 'prop64_registration')
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
                    and terminations.is_surely_an_end
                    and terminations.event_date_earliest >= convictions.conviction_date_latest
            )
        ) as has_registrable,
        bool_or(
            coalesce(tags.is_on_list = 'unknown', true) or convictions.parse_status <> 'parsed'
        ) as has_perhaps_registrable
    from {{ ref('int_convictions') }} as convictions
    left join registrable_tags as tags on convictions.charge_id = tags.charge_id
    where (
        tags.charge_id is not null
        or convictions.parse_status <> 'parsed'
        or convictions.has_further_section
    )
    group by convictions.person_id

),

-- Whoever was charged with failing to register may have had to, however the charge ended.
charged as (

    select distinct charges.person_id
    from {{ ref('int_charges') }} as charges
    semi join registration_sections as sections
        on charges.code_book = sections.code_book and charges.section = sections.section
    where charges.record_status <> 'superseded'
        and not charges.is_conviction
        and not exists (
            select terminations.person_id
            from terminations
            where charges.person_id = terminations.person_id
                and terminations.is_surely_an_end
                and terminations.event_date_earliest
                >= coalesce(charges.event_date_latest, charges.arrest_date_latest)
        )

),

-- What nothing on record speaks of is told by no row.
by_history as (

    select
        people.person_id,
        people.person_bucket,
        coalesce(registered.has_duty or registrable.has_registrable, false) as has_ground,
        case
            when registered.has_duty then 'yes'
            when
                registered.has_registration_in_doubt or registrable.has_registrable or charged.person_id is not null
                then 'unknown'
            when registered.person_id is null and registrable.has_perhaps_registrable then 'no'
        end as answer
    from people
    left join registered on people.person_id = registered.person_id
    left join registrable on people.person_id = registrable.person_id
    left join charged on people.person_id = charged.person_id

),

-- What the registry tells of a duty under Penal Code 290; of another duty (457.1) it tells nothing that bars.
registry as (

    select
        person_id,
        bool_or(kind = 'sex' and status = 'required' and not has_conflicting_ids) as is_required,
        bool_or(status <> 'ended') as is_perhaps_required
    from {{ ref('int_registrations') }} as registrations
    where kind in ('sex', 'unknown')
    group by person_id

),

-- Any court may order a duty to register (290.006), so that only a registry of the month of the run settles that there
-- is none.
registry_at_hand as (

    select
        coalesce(max(deliveries.data_as_of) >= date_trunc('month', any_value(run_parameters.as_of_date)), false)
            as is_of_this_month
    from {{ source('intake', 'run_parameters') }} as run_parameters
    left join {{ ref('int_deliveries') }} as deliveries on deliveries.delivery_kind = 'registry'

),

compared as (

    select
        by_history.person_id,
        by_history.person_bucket,
        by_history.answer as answer_of_history,
        case
            when registry.is_required then 'yes'
            when registry.is_perhaps_required then 'unknown'
            when registry_at_hand.is_of_this_month and by_history.answer is not null
                -- (A ground for the duty that the registry does not know of is a contradiction.)
                then case when by_history.has_ground and registry.person_id is null then 'unknown' else 'no' end
        end as answer_of_registry
    from by_history
    left join registry on by_history.person_id = registry.person_id
    cross join registry_at_hand

),

required_to_register as (

    select
        compared.person_id,
        compared.person_bucket,
        coalesce(compared.answer_of_registry, compared.answer_of_history) as answer,
        compared.answer_of_registry is null and compared.answer_of_history = 'no' as is_presumed,
        case when compared.answer_of_registry is not null then 'registry' else 'history' end as source,
        case
            when compared.answer_of_registry = 'no' and compared.answer_of_history <> 'no'
                then last_day(run_parameters.as_of_date) + 1
        end as valid_until
    from compared
    cross join {{ source('intake', 'run_parameters') }} as run_parameters

),

-- (ii) The day on which nobody supervises any more is known where every end that is still open is.
active_supervision as (

    select
        person_id,
        bool_or(is_active = 'yes') as is_active,
        bool_or(is_active = 'unknown') as is_perhaps_active,
        -- (What a newer file tells is new on record.)
        min(
            case
                when is_active = 'yes' then cast(ended_on_earliest + 1 as date)
                when is_active = 'unknown' and started_on_latest > run_parameters.as_of_date then started_on_latest
                when is_active = 'unknown'
                    and ended_on_latest <= data_as_of
                    and ended_on_latest >= run_parameters.as_of_date
                    then cast(ended_on_latest + 1 as date)
            end
        ) as valid_until,
        case
            when not bool_or(is_active <> 'no' and ended_on_latest is null)
                then cast(max(ended_on_latest) filter (where is_active <> 'no') + interval 1 day as date)
        end as free_from
    from {{ ref('int_supervision_records') }} as records
    cross join {{ source('intake', 'run_parameters') }} as run_parameters
    group by person_id

)

select
    person_id,
    person_bucket,
    'required_to_register' as fact,
    {{ as_answer('answer') }} as answer,
    is_presumed,
    cast(null as date) as over_on,
    valid_until,
    source,
    cast([] as varchar[]) as rests_on
from required_to_register
where answer is not null
union all
select
    people.person_id,
    people.person_bucket,
    'actively_supervised' as fact,
    {{ as_answer("case
        when active_supervision.is_active then 'yes'
        when active_supervision.is_perhaps_active then 'unknown'
        else 'no'
    end") }} as answer,
    false as is_presumed,
    case when active_supervision.is_active then active_supervision.free_from end as over_on,
    active_supervision.valid_until,
    'supervised_release' as source,
    cast([] as varchar[]) as rests_on
from people
inner join active_supervision on people.person_id = active_supervision.person_id
where active_supervision.is_active
    or active_supervision.is_perhaps_active
    or active_supervision.valid_until is not null
