with convictions as (

    select
        charge_id,
        person_id,
        person_bucket,
        event_date_earliest,
        event_date_latest,
        record_status
    from {{ ref('int_charges') }} as charges
    where is_conviction

),

parts as (

    select
        *,
        case sentence_unit
            when 'years' then sentence_length * 12
            when 'months' then sentence_length
            else 0
        end as months,
        case when sentence_unit = 'days' then sentence_length else 0 end as days,
        sentence_type in ('fine', 'restitution') and sentence_length is null as has_no_term,
        sentence_type not in ('probation', 'fine', 'restitution') as is_custody,
        -- (The number beside a term for life is its minimum.)
        sentence_type = 'life' as is_for_life,
        sentence_length is not null and sentence_unit in ('years', 'months', 'days') and sentence_type <> 'life'
            as has_known_length,
        -- LIFE, or a unit that is not understood: something is on record, and it cannot be counted.
        sentence_type = 'life'
        or (
            (sentence_length_code is not null or sentence_unit_code is not null)
            and not (sentence_length is not null and sentence_unit in ('years', 'months', 'days'))
        ) as has_unreadable_length
    from {{ ref('int_sentences') }} as sentences
    where record_status = 'current'

),

ends as (

    select
        convictions.charge_id,
        parts.is_of_a_change,
        parts.step_date_earliest,
        parts.step_date_latest,
        parts.sentence_type,
        parts.is_for_life,
        parts.is_custody,
        parts.has_no_term,
        parts.has_known_length and (parts.step_date_latest is not null or not parts.is_of_a_change)
            as has_known_length,
        parts.has_conflicting_copies,
        parts.has_unreadable_length,
        parts.months,
        parts.days,
        -- (Where the term and a last day are told, the earlier is the first end, and the later the last.)
        case
            when parts.max_days is null and parts.end_date_earliest is not null then parts.end_date_earliest
            else
                least(
                    cast(
                        case
                            when parts.is_of_a_change then parts.step_date_earliest
                            else convictions.event_date_earliest
                        end
                        + to_months(parts.months)
                        + to_days(coalesce(parts.max_days, parts.days)) as date
                    ),
                    parts.end_date_earliest
                )
        end as part_end,
        parts.end_date_latest
    from convictions
    inner join parts on convictions.charge_id = parts.charge_id

),

-- The parts that were imposed with the conviction; and beside them custody that a change imposed.
summed as (

    select
        charge_id,
        count(*) as part_count,
        count(*) filter (where not is_of_a_change) as imposed_count,
        count(*) filter (where not has_no_term and not is_of_a_change) as term_count,
        list_sort(list_distinct(list(sentence_type))) as sentence_types,
        bool_or(not has_no_term and not has_known_length) as has_part_of_unknown_length,
        bool_or(has_conflicting_copies) as has_conflicting_copies,
        bool_or(is_for_life) as is_for_life,
        bool_or(has_unreadable_length) as has_unreadable_length,
        max(part_end) filter (where not is_of_a_change) as end_together,
        max(end_date_latest) as end_told,
        max(end_date_latest) filter (where sentence_type = 'probation') as probation_end_told,
        max(part_end) filter (where is_of_a_change and is_custody) as custody_of_changes_end,
        max(step_date_latest) filter (where is_of_a_change and is_custody and has_known_length) as custody_of_change_on,
        cast(sum(months) filter (where not is_of_a_change) as integer) as months_in_all,
        cast(sum(days) filter (where not is_of_a_change) as integer) as days_in_all,
        bool_or(sentence_type = 'probation') filter (where not is_of_a_change)
        and bool_and(sentence_type = 'jail') filter (where is_custody and not is_of_a_change) as is_jail_a_condition,
        coalesce(bool_or(is_custody) filter (where not is_of_a_change), false) as has_custody,
        cast(sum(months) filter (where is_custody and not is_of_a_change) as integer) as months_of_custody,
        cast(sum(days) filter (where is_custody and not is_of_a_change) as integer) as days_of_custody,
        bool_and(has_known_length) filter (where sentence_type = 'probation') as is_probation_length_known,
        max(part_end) filter (where sentence_type = 'probation' and not is_of_a_change) as probation_end_together,
        cast(sum(months) filter (where sentence_type = 'probation' and not is_of_a_change) as integer)
            as probation_months,
        cast(sum(days) filter (where sentence_type = 'probation' and not is_of_a_change) as integer) as probation_days
    from ends
    group by charge_id

),

-- What each change imposed, one after the other from its day.
changed as (

    select
        charge_id,
        step_date_earliest,
        step_date_latest,
        cast(sum(months) as integer) as months,
        cast(sum(days) as integer) as days,
        cast(sum(months) filter (where sentence_type = 'probation') as integer) as probation_months,
        cast(sum(days) filter (where sentence_type = 'probation') as integer) as probation_days,
        cast(sum(months) filter (where is_custody) as integer) as months_of_custody,
        cast(sum(days) filter (where is_custody) as integer) as days_of_custody
    from ends
    where is_of_a_change and has_known_length
    group by charge_id, step_date_earliest, step_date_latest

),

ends_of_changes as (

    select
        charge_id,
        max(cast(step_date_latest + to_months(months) + to_days(days) as date)) as end_latest,
        max(cast(step_date_latest + to_months(probation_months) + to_days(probation_days) as date))
            as probation_end_latest
    from changed
    group by charge_id

),

-- What runs one after the other on the charge itself; and jail beside it that is a condition of its probation.
lengths as (

    select
        * exclude (months_in_all, days_in_all),
        case when is_jail_a_condition then months_in_all - months_of_custody else months_in_all end as months_in_all,
        case when is_jail_a_condition then days_in_all - days_of_custody else days_in_all end as days_in_all,
        case when is_jail_a_condition then months_of_custody end as months_of_condition,
        case when is_jail_a_condition then days_of_custody end as days_of_condition
    from summed

),

-- Custody imposed on a person, but what is superseded. A length that is not known adds nothing: the end of its own
-- charge is not known.
custody as (

    select
        convictions.charge_id,
        convictions.person_id,
        convictions.event_date_earliest,
        convictions.event_date_latest,
        lengths.months_of_custody,
        lengths.days_of_custody,
        -- (Probation beside prison, on one charge: one after the other, as ever.)
        case when lengths.is_jail_a_condition then 0 else lengths.months_in_all - lengths.months_of_custody end
            as months_beside,
        case when lengths.is_jail_a_condition then 0 else lengths.days_in_all - lengths.days_of_custody end
            as days_beside
    from convictions
    inner join lengths on convictions.charge_id = lengths.charge_id
    where lengths.has_custody
        and convictions.record_status <> 'superseded'
        and convictions.event_date_earliest is not null

),

-- What is imposed by itself, and what a change imposed.
imposed as (

    select
        person_id,
        event_date_earliest,
        event_date_latest,
        months_of_custody,
        days_of_custody
    from custody
    union all
    select
        convictions.person_id,
        changed.step_date_earliest as event_date_earliest,
        changed.step_date_latest as event_date_latest,
        changed.months_of_custody,
        changed.days_of_custody
    from changed
    inner join convictions on changed.charge_id = convictions.charge_id
    where changed.months_of_custody is not null and convictions.record_status <> 'superseded'

),

-- Each conviction with the terms that were, or may have been, imposed until its day; each begins on its last possible
-- day until then.
until_then as (

    select
        custody.charge_id,
        custody.months_beside,
        custody.days_beside,
        earlier.months_of_custody,
        earlier.days_of_custody,
        least(earlier.event_date_latest, custody.event_date_latest) as begins_on
    from custody
    inner join imposed as earlier
        on custody.person_id = earlier.person_id
        and custody.event_date_latest >= earlier.event_date_earliest

),

-- From the day of each of them, all that begin on that day or later; the latest of these ends.
from_each as (

    select
        charge_id,
        begins_on,
        months_beside + sum(months_of_custody) over of_that_day_or_later as months,
        days_beside + sum(days_of_custody) over of_that_day_or_later as days
    from until_then
    window of_that_day_or_later as (partition by charge_id order by begins_on desc)

),

chained as (

    select
        charge_id,
        max(cast(begins_on + to_months(cast(months as integer)) + to_days(cast(days as integer)) as date))
            as end_of_custody
    from from_each
    group by charge_id

),

based as (

    select
        convictions.*,
        lengths.part_count,
        lengths.sentence_types,
        lengths.has_conflicting_copies,
        lengths.has_unreadable_length,
        lengths.term_count,
        lengths.months_in_all,
        lengths.days_in_all,
        lengths.end_together,
        lengths.months_of_condition,
        lengths.days_of_condition,
        greatest(
            cast(
                convictions.event_date_latest + to_months(lengths.months_in_all) + to_days(lengths.days_in_all) as date
            ),
            cast(
                convictions.event_date_latest
                + to_months(lengths.months_of_condition)
                + to_days(lengths.days_of_condition) as date
            ),
            chained.end_of_custody,
            ends_of_changes.end_latest,
            lengths.end_told
        ) as end_one_after_another,
        ends_of_changes.end_latest as end_of_changes,
        lengths.custody_of_changes_end,
        lengths.custody_of_change_on,
        case when lengths.is_probation_length_known then lengths.probation_end_together end as probation_end_earliest,
        case
            when lengths.is_probation_length_known
                then
                    greatest(
                        cast(
                            convictions.event_date_latest
                            + to_months(lengths.probation_months)
                            + to_days(lengths.probation_days) as date
                        ),
                        case
                            when lengths.probation_months is not null then ends_of_changes.probation_end_latest
                        end,
                        lengths.probation_end_told
                    )
        end as probation_end_latest,
        case
            when convictions.event_date_earliest is null then 'conviction_date_unknown'
            when lengths.is_for_life then 'for_life'
            when coalesce(lengths.imposed_count, 0) = 0 then 'no_sentence_recorded'
            when lengths.has_part_of_unknown_length then 'part_of_unknown_length'
            when lengths.term_count = 0 then 'no_term'
            when lengths.term_count = 1 then 'one_part'
            else 'several_parts'
        end as completion_basis
    from convictions
    left join lengths on convictions.charge_id = lengths.charge_id
    left join chained on convictions.charge_id = chained.charge_id
    left join ends_of_changes on convictions.charge_id = ends_of_changes.charge_id

)

select
    charge_id,
    person_id,
    person_bucket,
    cast(coalesce(part_count, 0) as integer) as part_count,
    coalesce(sentence_types, cast([] as varchar[])) as sentence_types,
    case completion_basis
        when 'no_term' then greatest(event_date_earliest, custody_of_changes_end)
        when 'one_part' then greatest(end_together, custody_of_changes_end)
        when 'several_parts' then greatest(end_together, custody_of_changes_end)
        when 'for_life' then greatest(end_together, custody_of_changes_end)
    end as completion_date_earliest,
    case completion_basis
        when 'no_term' then greatest(event_date_latest, end_of_changes)
        when 'one_part' then end_one_after_another
        when 'several_parts' then end_one_after_another
    end as completion_date_latest,
    completion_basis,
    case when completion_basis in ('one_part', 'several_parts') then months_in_all end as months_in_all,
    case when completion_basis in ('one_part', 'several_parts') then days_in_all end as days_in_all,
    case when completion_basis in ('one_part', 'several_parts') then months_of_condition end as months_of_condition,
    case when completion_basis in ('one_part', 'several_parts') then days_of_condition end as days_of_condition,
    coalesce(term_count = 0, false) as has_no_term,
    probation_end_earliest,
    probation_end_latest,
    custody_of_change_on,
    coalesce(has_unreadable_length, false) as has_unreadable_length,
    coalesce(has_conflicting_copies, false) as has_conflicting_copies
from based
