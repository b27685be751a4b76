-- Penal Code 1203.425(a)(1)(B)(iii),(iv): when the sentence of each conviction is over, its probation, and all its
-- terms with the supervision after prison; and whether the person appears to be serving it. One row per conviction on
-- record, of any court: those of other states are looked at too. Read as automatic_relief.md says, section 3.
with looked_up as (

    select
        charge_id,
        max(value) filter (where fact = 'level_is_felony') as level_is_felony,
        max(value) filter (where fact = 'sentence_completed_on_record') as sentence_completed_on_record
    from {{ ref('int_established_facts') }}
    where fact in ('level_is_felony', 'sentence_completed_on_record')
    group by charge_id

),

as_told as (

    select
        convictions.charge_id,
        convictions.person_id,
        convictions.person_bucket,
        convictions.conviction_date_earliest,
        convictions.conviction_date_latest,
        convictions.completion_date_earliest,
        convictions.has_prison_sentence
        or coalesce(steps.has_prison, false)
        or coalesce(violated.has_prison, false)
        or coalesce(life_terms.is_for_life = 'yes', false) as has_prison_sentence,
        coalesce(life_terms.is_for_life, 'no') as is_for_life,
        coalesce(life_terms.is_length_its_minimum, false) as is_length_its_minimum,
        life_terms.ended_on_earliest as life_term_ended_on_earliest,
        life_terms.ended_on_latest as life_term_ended_on_latest,
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
            when (steps.charge_id is null or steps.end_latest is not null)
                and not coalesce(violated.has_unknown_end, false)
                then coalesce(
                        ends.sentence_end_earliest,
                        case when ends.sentence_end_latest is not null then convictions.conviction_date_earliest end
                    )
        end as sentence_end_earliest,
        -- (What a custody or probation step tells may be a term of its own that still runs.)
        case
            when ends.sentence_end_latest is not null
                and (steps.charge_id is null or steps.end_latest is not null)
                and not coalesce(violated.has_unknown_end, false)
                then greatest(ends.sentence_end_latest, steps.end_latest, violated.end_latest)
        end as sentence_end_latest,
        violated.end_earliest as violated_end_earliest,
        ends.sentence_types,
        greatest(ends.last_change_latest, steps.told_on_latest, violated.violated_on_latest) as last_change_latest,
        ends.has_change_without_day
        or coalesce(steps.has_step_without_day, false)
        or coalesce(violated.has_violation_without_day, false) as has_change_without_day,
        ends.is_without_term and steps.charge_id is null as is_without_term,
        ends.revocation,
        ends.termination,
        coalesce(violated.was_revoked, 'no') as was_revoked_elsewhere,
        greatest(ends.open_revocation, violated.open_revocation) as open_revocation,
        looked_up.level_is_felony,
        looked_up.sentence_completed_on_record,
        greatest(ends.open_revocation, violated.open_revocation) is not null
        and not (
            convictions.level in ('misdemeanor', 'infraction')
            or (convictions.level = 'unknown' and coalesce(looked_up.level_is_felony = 'no', false))
        ) as is_end_open,
        -- (Beside a change, a violation or a term of another step something was imposed that is not on record.)
        ends.sentence_end_latest is null
        and list_filter(ends.sentence_types, lambda kind: kind not in ('probation', 'jail', 'fine', 'restitution')) = []
        and convictions.level in ('misdemeanor', 'infraction')
        and convictions.county_type <> 'elsewhere'
        and ends.last_change_latest is null
        and not ends.has_change_without_day
        and ends.revocation = 'none'
        and ends.termination = 'none'
        and steps.charge_id is null
        and violated.charge_id is null
        and coalesce(life_terms.is_for_life, 'no') = 'no' as is_misdemeanor_without_length,
        run_parameters.as_of_date
    from {{ ref('int_convictions') }} as convictions
    inner join {{ ref('int_sentence_ends') }} as ends on convictions.charge_id = ends.charge_id
    left join looked_up on convictions.charge_id = looked_up.charge_id
    left join {{ ref('int_step_sentences') }} as steps
        on convictions.charge_id = steps.charge_id
    left join {{ ref('rule_ca__violated_sentences') }} as violated
        on convictions.charge_id = violated.charge_id
    left join {{ ref('rule_ca__life_terms') }} as life_terms on convictions.charge_id = life_terms.charge_id
    cross join {{ source('intake', 'run_parameters') }} as run_parameters

),

-- What followed a revocation that nothing on record answers: of a felony nobody knows; of a misdemeanor at most the
-- longest jail term there is for one (Penal Code 19.2), behind that of each revoked before. The length of a term for
-- life is its minimum, and says nothing of its end; so is that of prison beside what names an offense punished so,
-- until the person is discharged from parole or dies.
convictions as (

    select
        * replace (
            case when not is_end_open then probation_end_earliest end as probation_end_earliest,
            case when not is_end_open then probation_end_latest end as probation_end_latest,
            case
                when is_for_life = 'yes' then least(completion_date_earliest, life_term_ended_on_earliest)
                when not is_end_open and sentence_end_earliest is not null
                    then greatest(sentence_end_earliest, violated_end_earliest)
            end as sentence_end_earliest,
            case
                when is_for_life = 'yes' then life_term_ended_on_latest
                when is_length_its_minimum and may_have_prison_sentence and life_term_ended_on_latest is null then null
                when open_revocation is null then sentence_end_latest
                when not is_end_open and sentence_end_latest is not null
                    then greatest(
                            sentence_end_latest,
                            {{ anniversary(
                                'open_revocation',
                                law_integer('misdemeanor_longest_jail_years') ~ ' * jail_terms_until_then'
                            ) }}
                        )
            end as sentence_end_latest
        )
    from (
        select
            *,
            -- (A kind of sentence that is not understood may be prison.)
            has_prison_sentence or list_contains(sentence_types, 'unrecognised') as may_have_prison_sentence,
            count(*) filter (where open_revocation is not null and not is_end_open) over (
                partition by person_id
                order by open_revocation nulls last
            ) as jail_terms_until_then
        from as_told
    ) as counted

),

-- What counsel decided of misdemeanors and infractions whose sentence, or its length, is not on record: it counts as
-- the longest that the law allows, probation and then jail (question sentence_not_on_record).
with_longest_terms as (

    select
        * exclude (longest_term_end) replace (
            case
                when is_longest_term and probation_end_latest is null then longest_term_end
                else probation_end_earliest
            end as probation_end_earliest,
            case
                when is_longest_term and probation_end_latest is null then longest_term_end
                else probation_end_latest
            end as probation_end_latest,
            case when is_longest_term then longest_term_end else sentence_end_earliest end as sentence_end_earliest,
            case when is_longest_term then longest_term_end else sentence_end_latest end as sentence_end_latest
        )
    from (
        select
            *,
            is_misdemeanor_without_length
            and coalesce({{ law_value('sentence_not_on_record') }} = 'longest_term', false) as is_longest_term,
            {{ anniversary(
                'conviction_date_latest',
                law_integer('misdemeanor_longest_probation_years') ~ ' + '
                ~ law_integer('misdemeanor_longest_jail_years')
            ) }} as longest_term_end
        from convictions
    ) as decided

),

-- Supervision: the records of the Supervised Release File that follow or may follow a sentence. The days they tell say
-- when it ends or is to end; whether it has is asked of the person, by itself. Parole and post-release supervision
-- follow prison (Penal Code 3000, 3451; of the United States supervised release). Mandatory supervision is the last
-- part of a term in county jail (1170(h)(5)(B)), and probation is granted by itself: they begin within the sentence,
-- and may last longer than its length says. What is not told may be of something else; what has ids of two people, of
-- the other.
supervision as (

    select
        convictions.charge_id,
        convictions.as_of_date,
        records.is_active,
        records.started_on_latest,
        records.ended_on_earliest,
        records.ended_on_latest,
        convictions.conviction_date_earliest <= records.started_on_earliest
        and records.supervision_type in ('parole', 'post_release_community_supervision', 'supervised_release')
        and convictions.has_prison_sentence
        and not records.has_conflicting_ids
            as has_followed
    from with_longest_terms as convictions
    inner join {{ ref('int_supervision_records') }} as records
        on convictions.person_id = records.person_id
        and coalesce(convictions.conviction_date_earliest <= records.started_on_latest, true)
    where convictions.may_have_prison_sentence
        or (
            list_has_any(
                convictions.sentence_types,
                case records.supervision_type
                    when 'probation' then ['probation']
                    when 'mandatory_supervision' then ['jail']
                    when 'unknown' then ['jail', 'probation']
                    when 'unrecognised' then ['jail', 'probation']
                end
            )
            and coalesce(records.started_on_earliest <= convictions.sentence_end_latest, true)
        )

),

supervised as (

    select
        charge_id,
        bool_or(has_followed) as has_followed,
        bool_and(ended_on_latest is not null) as is_every_end_known,
        max(ended_on_earliest) filter (where has_followed) as ended_on_earliest,
        max(ended_on_latest) as ended_on_latest,
        -- (While one of them is active the terms are not over, whatever its end.)
        max(as_of_date) filter (where is_active = 'yes') as active_on,
        -- (The first day on which that is otherwise with nothing new on record.)
        min(
            case
                when is_active = 'yes' then cast(ended_on_earliest + 1 as date)
                when is_active = 'unknown' and started_on_latest > as_of_date then started_on_latest
            end
        ) as all_terms_end_until
    from supervision
    group by charge_id

),

-- Where no record surely follows, supervision is taken to last as long as the law lets it. Where the end of one that
-- follows or may follow is not on record, the last end of all terms is not.
all_terms as (

    select
        convictions.*,
        supervised.all_terms_end_until,
        coalesce(supervised.has_followed and supervised.is_every_end_known, false) as has_supervision_end,
        case
            when convictions.sentence_end_earliest is not null
                then greatest(
                        convictions.sentence_end_earliest, supervised.ended_on_earliest, supervised.active_on
                    )
        end as all_terms_end_earliest,
        case
            when convictions.sentence_end_latest is null or not supervised.is_every_end_known then null
            when not convictions.may_have_prison_sentence
                then greatest(convictions.sentence_end_latest, supervised.ended_on_latest)
            when supervised.has_followed then greatest(convictions.sentence_end_earliest, supervised.ended_on_latest)
            else
                greatest(
                    {{ anniversary('convictions.sentence_end_latest', law_integer('supervision_after_prison_years')) }},
                    supervised.ended_on_latest
                )
        end as all_terms_end_latest
    from with_longest_terms as convictions
    left join supervised on convictions.charge_id = supervised.charge_id

),

-- An end that nobody recorded, of a conviction long ago, is taken to have come; never that of a term that is or may be
-- for life, or of a kind or length that is not understood. A fine alone, on whatever day, is nothing that is served.
presumed_over as (

    select
        *,
        coalesce(presumed_over_from <= as_of_date, false) as is_presumed_over
    from (
        select
            *,
            case
                when sentence_end_latest is null
                    and conviction_date_latest is not null
                    and not has_change_without_day
                    and not has_unreadable_sentence
                    and not list_contains(sentence_types, 'unrecognised')
                    and is_for_life = 'no'
                    then
                        cast({{ anniversary(
                            'greatest(conviction_date_latest, last_change_latest)',
                            'coalesce(' ~ law_integer('sentence_unknown_stale_years') ~ ', '
                            ~ law_integer('sentence_presumed_over_years') ~ ')'
                        ) }} + interval 1 day as date)
            end as presumed_over_from
        from all_terms
    ) as presumed

),

serving as (

    select
        *,
        case sentence_completed_on_record
            when 'yes' then 'met'
            when 'no' then 'not_yet'
            else case
                    when is_without_term and is_for_life <> 'yes' and sentence_end_latest is null then 'met'
                    when is_presumed_over then 'presumed'
                    else {{ has_ended('sentence_end_earliest', 'sentence_end_latest') }}
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
    has_prison_sentence,
    may_have_prison_sentence,
    sentence_end_earliest,
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
    -- Whether a probation that was terminated before its end failed is not on record. One revoked after its end
    -- contradicts the record.
    case
        when revocation = 'on_the_count' or was_revoked_elsewhere = 'surely' then 'not_met'
        when
            revocation in ('in_the_cycle', 'after_the_end')
            or termination = 'perhaps_before_the_end'
            or was_revoked_elsewhere = 'perhaps'
            then 'unknown'
        else 'met'
    end as completed_without_revocation,
    {{ has_ended('probation_end_earliest', 'probation_end_latest', 'sentence_completed_on_record') }}
        as probation_term_completed,
    {{ ended_on('probation_end_latest', 'sentence_completed_on_record') }} as probation_term_completed_on,
    {{ has_ended('sentence_end_earliest', 'sentence_end_latest', 'sentence_completed_on_record') }}
        as sentence_completed,
    {{ ended_on('sentence_end_latest', 'sentence_completed_on_record') }} as sentence_completed_on,
    {{ has_ended('all_terms_end_earliest', 'all_terms_end_latest', 'sentence_completed_on_record') }}
        as all_terms_completed,
    {{ ended_on('all_terms_end_latest', 'sentence_completed_on_record') }} as all_terms_completed_on,
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
            then {{ ended_on('sentence_end_latest', 'sentence_completed_on_record') }}
    end as not_serving_it_from,
    case
        when sentence_completed_on_record is null
            then
                least(
                    case when sentence_end_earliest >= as_of_date then cast(sentence_end_earliest + 1 as date) end,
                    case when sentence_end_latest >= as_of_date then cast(sentence_end_latest + 1 as date) end,
                    case when presumed_over_from > as_of_date then presumed_over_from end
                )
    end as not_serving_it_until,
    probation_end_earliest,
    probation_end_latest,
    sentence_end_latest,
    sentence_types,
    all_terms_end_until,
    is_for_life,
    open_revocation is not null and not is_end_open as is_jail_after_revocation_looked_at,
    is_longest_term as is_longest_sentence_looked_at,
    level = 'unknown' and not is_reduced and level_is_felony is not null as is_level_looked_up,
    sentence_completed_on_record is not null as is_sentence_looked_up
from serving
