with terms as (

    select *
    from {{ ref('int_sentence_terms') }} as sentence_terms

),

probation_events as (

    select
        charge_id,
        event_type,
        event_date_earliest,
        event_date_latest,
        link_basis in ('same_count', 'same_count_in_case', 'same_section_in_cycle') as is_on_the_count,
        is_missing_in_a_copy
    from {{ ref('int_events') }} as events
    where starts_with(event_type, 'probation_')
        and charge_id is not null

),

changed as (

    select
        charge_id,
        count(*) > count(event_date_latest) as has_change_without_day,
        max(event_date_latest) as last_change,
        bool_or(is_missing_in_a_copy) as has_change_in_doubt
    from probation_events
    where starts_with(event_type, 'probation_revoked') or event_type = 'probation_modified'
    group by charge_id

),

-- A revocation of the count after the last day that its probation can have lasted until then contradicts the record.
revocations as (

    select
        revoked.charge_id,
        revoked.is_on_the_count and not revoked.is_missing_in_a_copy as is_on_the_count,
        coalesce(
            revoked.event_date_latest > greatest(
                any_value(terms.probation_end_latest),
                max(
                    cast(
                        modified.event_date_latest
                        + to_months(terms.months_in_all)
                        + to_days(terms.days_in_all) as date
                    )
                )
            )
            and any_value(terms.probation_end_latest) is not null
            and count(modified.charge_id) = count(modified.event_date_latest + to_months(terms.months_in_all)),
            false
        ) as is_perhaps_after_the_end
    from probation_events as revoked
    inner join terms on revoked.charge_id = terms.charge_id
    left join probation_events as modified
        on revoked.charge_id = modified.charge_id
        and modified.event_type = 'probation_modified'
        and coalesce(revoked.event_date_latest >= modified.event_date_latest, true)
    where starts_with(revoked.event_type, 'probation_revoked')
    group by revoked.charge_id, revoked.is_on_the_count, revoked.is_missing_in_a_copy, revoked.event_date_latest

),

revoked as (

    select
        charge_id,
        case
            when bool_or(is_on_the_count and not is_perhaps_after_the_end) then 'on_the_count'
            when bool_or(is_on_the_count) then 'after_the_end'
            else 'in_the_cycle'
        end as revocation
    from revocations
    group by charge_id

),

-- The last revocation, and whether what followed it is on record.
last_revoked as (

    select
        charge_id,
        max(event_date_latest) as revoked_on
    from probation_events
    where event_type = 'probation_revoked'
    group by charge_id

),

followed as (

    select
        last_revoked.charge_id,
        max(events.event_date_latest) as last_day_of_what_followed
    from last_revoked
    inner join probation_events as events on last_revoked.charge_id = events.charge_id
    where events.is_on_the_count
        and not events.is_missing_in_a_copy
        and case
            when events.event_type in ('probation_terminated', 'probation_completed')
                then events.event_date_earliest > last_revoked.revoked_on
            when events.event_type = 'probation_revoked_and_reinstated'
                then events.event_date_earliest >= last_revoked.revoked_on
            else false
        end
    group by last_revoked.charge_id

),

terminated as (

    select
        charge_id,
        count(*) > count(event_date_earliest) as has_termination_without_day,
        bool_or(is_on_the_count and event_date_earliest is null) as has_termination_of_the_count_without_day,
        min(event_date_earliest) as first_termination,
        min(event_date_earliest) filter (where is_on_the_count) as first_termination_of_the_count
    from probation_events
    where event_type = 'probation_terminated'
    group by charge_id

),

completed as (

    select
        charge_id,
        bool_or(is_missing_in_a_copy) as has_completion_in_doubt,
        min(event_date_earliest) as first_completion_told,
        max(event_date_latest) as last_completion_told,
        min(event_date_earliest) filter (where not is_missing_in_a_copy) as first_completion,
        max(event_date_latest) filter (where not is_missing_in_a_copy) as last_completion
    from probation_events
    where event_type = 'probation_completed' and is_on_the_count and event_date_earliest is not null
    group by charge_id

),

-- How far a change can push the end.
pushed as (

    select
        terms.*,
        coalesce(revoked.revocation, 'none') as revocation,
        -- (Custody that the row of a change imposed is what followed.)
        case
            when followed.charge_id is null and coalesce(terms.custody_of_change_on < last_revoked.revoked_on, true)
                then last_revoked.revoked_on
        end as open_revocation,
        followed.last_day_of_what_followed,
        changed.charge_id is not null as is_changed,
        coalesce(changed.has_change_without_day, false) as has_change_without_day,
        changed.last_change,
        terminated.charge_id is not null as is_terminated,
        terminated.has_termination_without_day,
        coalesce(terminated.has_termination_of_the_count_without_day, false) as may_have_ended_on_any_day,
        terminated.first_termination,
        terminated.first_termination_of_the_count,
        completed.first_completion is not null
        and (changed.charge_id is null or changed.last_change < completed.first_completion)
        and not coalesce(changed.has_change_without_day, false) as is_completed,
        case
            when completed.has_completion_in_doubt or changed.has_change_in_doubt then completed.first_completion_told
        end as first_completion_in_doubt,
        case
            when completed.has_completion_in_doubt or changed.has_change_in_doubt then completed.last_completion_told
        end as last_completion_in_doubt,
        completed.first_completion,
        completed.last_completion,
        case
            when not changed.has_change_without_day
                then
                    cast(
                        changed.last_change + to_months(terms.months_in_all) + to_days(terms.days_in_all) as date
                    )
        end as end_after_change,
        cast(
            changed.last_change + to_months(terms.months_of_condition) + to_days(terms.days_of_condition) as date
        ) as end_of_jail_after_change
    from terms
    left join revoked on terms.charge_id = revoked.charge_id
    left join last_revoked on terms.charge_id = last_revoked.charge_id
    left join followed on terms.charge_id = followed.charge_id
    left join changed on terms.charge_id = changed.charge_id
    left join terminated on terms.charge_id = terminated.charge_id
    left join completed on terms.charge_id = completed.charge_id

),

last_ends as (

    select
        *,
        len(list_filter(sentence_types, lambda kind: kind not in ('probation', 'fine', 'restitution'))) = 0
            as is_all_probation,
        case
            when not is_changed or end_after_change is not null
                then
                    greatest(
                        completion_date_latest, end_after_change, end_of_jail_after_change, last_day_of_what_followed
                    )
        end as last_end_of_sentence,
        case
            when probation_end_latest is not null and (not is_changed or end_after_change is not null)
                then
                    greatest(
                        probation_end_latest, end_after_change, last_completion_in_doubt, last_day_of_what_followed
                    )
        end as last_end_of_probation
    from pushed

)

select
    charge_id,
    person_id,
    person_bucket,
    sentence_types,
    case
        when is_completed then first_completion
        when last_end_of_probation is not null and not may_have_ended_on_any_day
            then least(probation_end_earliest, first_termination_of_the_count, first_completion_in_doubt)
    end as probation_end_earliest,
    case when is_completed then last_completion else last_end_of_probation end as probation_end_latest,
    case
        when is_completed and is_all_probation then first_completion
        when last_end_of_sentence is not null and not may_have_ended_on_any_day
            then least(
                    completion_date_earliest,
                    first_termination_of_the_count,
                    case when is_all_probation then first_completion_in_doubt end
                )
    end as sentence_end_earliest,
    case
        when is_completed and is_all_probation then last_completion
        when last_end_of_sentence is not null and is_all_probation
            then greatest(last_end_of_sentence, last_completion_in_doubt)
        else last_end_of_sentence
    end as sentence_end_latest,
    revocation,
    case
        when not is_terminated or is_completed then 'none'
        when has_termination_without_day or last_end_of_probation is null or first_termination < last_end_of_probation
            then 'perhaps_before_the_end'
        else 'not_before_the_end'
    end as termination,
    last_change as last_change_latest,
    has_change_without_day,
    open_revocation,
    has_no_term and not is_changed as is_without_term
from last_ends
