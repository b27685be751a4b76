{{ config(materialized='people_in_pieces') }}
-- Penal Code 1203.425(a)(1)(B)(iii),(iv): when the sentence of each conviction is over, its probation, and all its
-- terms with the supervision after prison; and whether the person appears to be serving it. One row per conviction on
-- record, of any court: those of other states are looked at too. Read as automatic_relief.md says, section 3.
with convictions as (

    select
        convictions.charge_id,
        convictions.person_id,
        convictions.person_bucket,
        convictions.conviction_date_earliest,
        convictions.conviction_date_latest,
        convictions.has_prison_sentence or coalesce(steps.has_prison, false) as has_prison_sentence,
        convictions.has_unreadable_sentence or coalesce(steps.has_unreadable_length, false) as has_unreadable_sentence,
        convictions.level,
        len(list_intersect(convictions.relief_events, ['relief_reduced_17b', 'relief_prop47'])) > 0 as is_reduced,
        -- (Where only the last end is known, the first is the conviction: a termination without a day.)
        coalesce(
            ends.probation_end_earliest,
            case when ends.probation_end_latest is not null then convictions.conviction_date_earliest end
        ) as probation_end_earliest,
        ends.probation_end_latest,
        case
            when steps.charge_id is null or steps.end_latest is not null
                then coalesce(
                        ends.sentence_end_earliest,
                        case when ends.sentence_end_latest is not null then convictions.conviction_date_earliest end
                    )
        end as sentence_end_earliest,
        -- (What a custody or probation step tells may be a term of its own that still runs.)
        case
            when ends.sentence_end_latest is not null and (steps.charge_id is null or steps.end_latest is not null)
                then greatest(ends.sentence_end_latest, steps.end_latest)
        end as sentence_end_latest,
        ends.sentence_types,
        greatest(ends.last_change_latest, steps.told_on_latest) as last_change_latest,
        ends.has_change_without_day or coalesce(steps.has_step_without_day, false) as has_change_without_day,
        ends.is_without_term and steps.charge_id is null as is_without_term,
        ends.revocation,
        ends.termination,
        run_parameters.as_of_date
    from {{ ref('int_convictions') }} as convictions
    inner join {{ ref('int_sentence_ends') }} as ends on convictions.charge_id = ends.charge_id
    left join {{ ref('int_step_sentences') }} as steps
        on convictions.charge_id = steps.charge_id and {{ in_piece('steps.person_bucket') }}
    cross join {{ source('intake', 'run_parameters') }} as run_parameters
    where {{ in_piece('convictions.person_bucket') }} and {{ in_piece('ends.person_bucket') }}

),

looked_up as (

    select
        charge_id,
        max(value) filter (where fact = 'level_is_felony') as level_is_felony,
        max(value) filter (where fact = 'sentence_completed_on_record') as sentence_completed_on_record
    from {{ ref('int_established_facts') }}
    where fact in ('level_is_felony', 'sentence_completed_on_record')
    group by charge_id

),

-- Supervision after prison: what the Supervised Release File tells of the person since the conviction. A last day that
-- is still to come counts as one that is past: what waits for it waits from there.
supervised as (

    select
        convictions.charge_id,
        bool_and(records.is_active <> 'unknown' and records.ended_on_latest is not null) as has_end,
        max(records.ended_on_earliest) as ended_on_earliest,
        max(records.ended_on_latest) as ended_on_latest
    from convictions
    inner join {{ ref('int_supervision_records') }} as records
        on convictions.person_id = records.person_id
        and convictions.conviction_date_earliest <= records.started_on_earliest
    where convictions.has_prison_sentence
    group by convictions.charge_id

),

-- A record that may have begun since the conviction, its first day not being known: it may be that supervision.
perhaps_supervised as (

    select
        convictions.charge_id,
        max(records.ended_on_latest) as ended_on_latest
    from convictions
    inner join {{ ref('int_supervision_records') }} as records
        on convictions.person_id = records.person_id
        and coalesce(convictions.conviction_date_earliest <= records.started_on_latest, true)
        and coalesce(convictions.conviction_date_earliest > records.started_on_earliest, true)
    where convictions.has_prison_sentence
    group by convictions.charge_id

),

-- Where the file tells nothing of it, it is taken to last as long as the law lets it.
all_terms as (

    select
        convictions.*,
        looked_up.level_is_felony,
        looked_up.sentence_completed_on_record,
        coalesce(supervised.has_end, false) as has_supervision_end,
        case
            when supervised.has_end and convictions.sentence_end_earliest is not null
                then greatest(convictions.sentence_end_earliest, supervised.ended_on_earliest)
            else convictions.sentence_end_earliest
        end as all_terms_end_earliest,
        case
            when not convictions.has_prison_sentence then convictions.sentence_end_latest
            when convictions.sentence_end_latest is null then null
            when supervised.has_end
                then greatest(
                        convictions.sentence_end_earliest,
                        supervised.ended_on_latest,
                        perhaps_supervised.ended_on_latest
                    )
            else
                greatest(
                    {{ anniversary('convictions.sentence_end_latest', law_integer('supervision_after_prison_years')) }},
                    perhaps_supervised.ended_on_latest
                )
        end as all_terms_end_latest
    from convictions
    left join looked_up on convictions.charge_id = looked_up.charge_id
    left join supervised on convictions.charge_id = supervised.charge_id
    left join perhaps_supervised on convictions.charge_id = perhaps_supervised.charge_id

),

-- An end that nobody recorded, of a conviction long ago, is taken to have come. A fine alone, on whatever day, is
-- nothing that is served.
presumed_over as (

    select
        *,
        coalesce(
            sentence_end_latest is null
            and conviction_date_latest is not null
            and not has_change_without_day
            and not has_unreadable_sentence
            and {{ anniversary(
                'greatest(conviction_date_latest, last_change_latest)',
                'coalesce(' ~ law_integer('sentence_unknown_stale_years') ~ ', '
                ~ law_integer('sentence_presumed_over_years') ~ ')'
            ) }} < as_of_date,
            false
        ) as is_presumed_over
    from all_terms

),

serving as (

    select
        *,
        case sentence_completed_on_record
            when 'yes' then 'met'
            when 'no' then 'not_yet'
            else case
                    when is_without_term and sentence_end_latest is null then 'met'
                    when is_presumed_over then 'presumed'
                    else {{ over('sentence_end_earliest', 'sentence_end_latest') }}
                end
        end as not_serving_it
    from presumed_over

)

select
    charge_id,
    person_id,
    person_bucket,
    conviction_date_earliest,
    conviction_date_latest,
    -- Reduced under Penal Code 17(b) or 1170.18: a misdemeanor for all purposes (1170.18(j): but for firearms).
    case
        when is_reduced and level <> 'infraction' then 'misdemeanor'
        when level <> 'unknown' then level
        when level_is_felony = 'yes' then 'felony'
        when level_is_felony = 'no' then 'misdemeanor'
        else 'unknown'
    end as level_now,
    case
        when list_contains(sentence_types, 'probation') then 'met'
        when len(sentence_types) > 0 then 'not_met'
        else 'unknown'
    end as sentenced_to_probation,
    -- Whether a probation that was terminated before its end failed is not on record.
    case
        when revocation = 'on_the_count' then 'not_met'
        when revocation = 'in_the_cycle' or termination = 'perhaps_before_the_end' then 'unknown'
        else 'met'
    end as completed_without_revocation,
    {{ over('probation_end_earliest', 'probation_end_latest', 'sentence_completed_on_record') }}
        as probation_term_completed,
    {{ over_on('probation_end_latest', 'sentence_completed_on_record') }} as probation_term_completed_on,
    {{ over('sentence_end_earliest', 'sentence_end_latest', 'sentence_completed_on_record') }} as sentence_completed,
    {{ over_on('sentence_end_latest', 'sentence_completed_on_record') }} as sentence_completed_on,
    {{ over('all_terms_end_earliest', 'all_terms_end_latest', 'sentence_completed_on_record') }}
        as all_terms_completed,
    {{ over_on('all_terms_end_latest', 'sentence_completed_on_record') }} as all_terms_completed_on,
    all_terms_end_earliest,
    all_terms_end_latest,
    {{ years_have_elapsed(
        'all_terms_end_earliest', 'all_terms_end_latest', law_integer('conviction_relief_felony_wait_years')
    ) }} as four_years_since_completion,
    {{ years_elapsed_on('all_terms_end_latest', law_integer('conviction_relief_felony_wait_years')) }}
        as four_years_since_completion_on,
    has_supervision_end,
    not_serving_it,
    case
        when not_serving_it in ('not_yet', 'unknown')
            then {{ over_on('sentence_end_latest', 'sentence_completed_on_record') }}
    end as not_serving_it_from,
    level = 'unknown' and not is_reduced and level_is_felony is not null as is_level_looked_up,
    sentence_completed_on_record is not null as is_sentence_looked_up
from serving
