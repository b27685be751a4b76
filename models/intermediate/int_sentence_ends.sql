{{ config(materialized='people_in_pieces') }}
-- When the sentence of each convicted charge, and the probation in it, ends after what happened since: revocations,
-- changes and terminations. One row per conviction. From a change all lengths may run anew: the last end is the later
-- of the two, and unknown where the change has no day or no length is on record. A termination may have been the end;
-- one without a day leaves the first end open. A day on which a court says that probation was completed is the end of
-- it, unless it was changed since. What a copy of the history as new or newer lacks neither surely ends anything nor
-- surely revoked it: a completed probation of that kind, or one with such a change, may have ended on its day.
with terms as (

    select *
    from {{ ref('int_sentence_terms') }} as sentence_terms
    where {{ in_piece('sentence_terms.person_bucket') }}

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
    where {{ in_piece('events.person_bucket') }}
        and starts_with(event_type, 'probation_')
        and charge_id is not null

),

revoked as (

    select
        charge_id,
        bool_or(is_on_the_count and not is_missing_in_a_copy) as is_on_the_count
    from probation_events
    where starts_with(event_type, 'probation_revoked')
    group by charge_id

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
        revoked.is_on_the_count as is_revoked_on_the_count,
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
        end as end_after_change
    from terms
    left join revoked on terms.charge_id = revoked.charge_id
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
                then greatest(completion_date_latest, end_after_change)
        end as last_end_of_sentence,
        case
            when probation_end_latest is not null and (not is_changed or end_after_change is not null)
                then greatest(probation_end_latest, end_after_change, last_completion_in_doubt)
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
    case
        when is_revoked_on_the_count then 'on_the_count'
        when not is_revoked_on_the_count then 'in_the_cycle'
        else 'none'
    end as revocation,
    case
        when not is_terminated or is_completed then 'none'
        when has_termination_without_day or last_end_of_probation is null or first_termination < last_end_of_probation
            then 'perhaps_before_the_end'
        else 'not_before_the_end'
    end as termination,
    last_change as last_change_latest,
    has_change_without_day,
    has_no_term and not is_changed as is_without_term
from last_ends
