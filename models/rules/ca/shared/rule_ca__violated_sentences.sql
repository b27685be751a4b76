-- Penal Code 1203.425(a)(1)(B)(iv): convictions whose probation or supervision was violated, as a cycle of its own or a
-- further conviction of the case says, surely or perhaps: one row each, and what that does to the end of the sentence.
-- Read as automatic_relief.md says, section 3.
with violations as (

    select *
    from {{ ref('rule_ca__violation_charges') }} as violation_charges

),

-- A revocation that is told of no conviction, but perhaps of such a charge.
revocations as (

    select
        events.person_id,
        any_value(events.event_type) as event_type,
        any_value(events.event_date_earliest) as violated_on_earliest,
        any_value(events.event_date_latest) as violated_on_latest,
        bool_or(events.is_missing_in_a_copy) as is_missing_in_a_copy,
        min(events.event_id) as event_id
    from {{ ref('int_events') }} as events
    left join violations on events.charge_id = violations.charge_id
    where starts_with(events.event_type, 'probation_revoked')
    group by events.person_id, events.source_rows
    having bool_and(events.charge_id is null or violations.charge_id is not null)

),

-- What a row itself imposes is what followed.
occurrences as (

    select
        violations.charge_id as occurrence_id,
        violations.person_id,
        violations.county_name,
        string_split(violations.case_number_key, '+') as case_numbers,
        violations.supervision,
        violations.violated_on_earliest,
        violations.violated_on_latest,
        violations.outcome,
        case
            when terms.completion_basis in ('one_part', 'several_parts') then 'known'
            when terms.completion_basis in ('for_life', 'part_of_unknown_length', 'conviction_date_unknown')
                then 'unknown'
            else 'not_told'
        end as what_followed,
        terms.completion_date_earliest as followed_until_earliest,
        terms.completion_date_latest as followed_until_latest,
        coalesce(list_contains(terms.sentence_types, 'prison'), false) as has_prison
    from violations
    left join {{ ref('int_sentence_terms') }} as terms
        on violations.charge_id = terms.charge_id
    where violations.outcome in ('revoked', 'perhaps')
    union all
    select
        event_id as occurrence_id,
        person_id,
        cast(null as varchar) as county_name,
        cast(null as varchar[]) as case_numbers,
        'probation' as supervision,
        violated_on_earliest,
        violated_on_latest,
        case when is_missing_in_a_copy then 'perhaps' else 'revoked' end as outcome,
        case event_type when 'probation_revoked' then 'not_told' else 'lengths_anew' end as what_followed,
        cast(null as date) as followed_until_earliest,
        cast(null as date) as followed_until_latest,
        false as has_prison
    from revocations

),

sentences as (

    select
        convictions.charge_id,
        convictions.person_id,
        convictions.person_bucket,
        convictions.county_name,
        string_split(convictions.case_number_key, '+') as case_numbers,
        convictions.conviction_date_earliest,
        convictions.conviction_date_latest,
        concat_ws(
            '|',
            convictions.code_book,
            convictions.section,
            coalesce(convictions.subdivision_path, ''),
            coalesce(convictions.charge_prefix, '')
        ) as charge_words,
        convictions.section is not null as is_section_known,
        ends.sentence_types,
        case when ends.open_revocation is null then ends.probation_end_latest end as probation_end_latest,
        case when ends.open_revocation is null then ends.sentence_end_latest end as sentence_end_latest,
        terms.months_in_all,
        terms.days_in_all,
        terms.completion_date_latest
    from {{ ref('int_convictions') }} as convictions
    inner join {{ ref('int_sentence_ends') }} as ends on convictions.charge_id = ends.charge_id
    inner join {{ ref('int_sentence_terms') }} as terms on convictions.charge_id = terms.charge_id
    anti join violations on convictions.charge_id = violations.charge_id
    where convictions.county_type <> 'elsewhere'

),

-- The sentences that it may be of: imposed before, with such supervision, as far as is on record.
candidates as (

    select
        occurrences.*,
        sentences.charge_id,
        sentences.person_bucket,
        coalesce(
            occurrences.county_name = sentences.county_name
            and list_has_any(occurrences.case_numbers, sentences.case_numbers),
            false
        ) as is_of_its_case,
        -- (Supervision whose last day is not on record may have lasted until then.)
        coalesce(
            occurrences.violated_on_earliest
            <= case occurrences.supervision
                when 'probation' then sentences.probation_end_latest
                else {{ anniversary('sentences.sentence_end_latest', law_integer('supervision_after_prison_years')) }}
            end,
            true
        ) as is_in_time,
        coalesce(sentences.conviction_date_latest < occurrences.violated_on_earliest, false) as is_surely_before,
        case occurrences.what_followed
            when 'known' then occurrences.followed_until_latest
            when 'lengths_anew'
                then
                    cast(
                        occurrences.violated_on_latest
                        + to_months(sentences.months_in_all)
                        + to_days(sentences.days_in_all) as date
                    )
        end as end_latest
    from occurrences
    inner join sentences
        on occurrences.person_id = sentences.person_id
        and coalesce(occurrences.violated_on_latest > sentences.conviction_date_earliest, true)
        and if(
            occurrences.supervision = 'probation',
            list_contains(sentences.sentence_types, 'probation') or len(sentences.sentence_types) = 0,
            list_has_any(sentences.sentence_types, ['prison', 'life'])
        )

),

-- Those of its own case go before others, those that can have run on the day before those that were over.
nearest as (

    select *
    from candidates
    qualify
        rank() over (
            partition by occurrence_id
            order by is_of_its_case desc, is_in_time desc
        ) = 1

),

meant as (

    select
        *,
        count(*) over (partition by occurrence_id) = 1 and is_in_time and is_surely_before as is_the_only_one
    from nearest

),

-- Where a case has no number on record, its cycle stands for it.
without_number as (

    select
        charges.charge_id,
        charges.charge_number
    from {{ ref('int_charges') }} as charges
    semi join sentences on charges.charge_id = sentences.charge_id
    where charges.case_number_key is null

),

of_one_cycle as (

    select distinct
        without_number.charge_id,
        charges.charge_id as other_charge_id
    from without_number
    inner join {{ ref('int_delivered_charges') }} as told_in on without_number.charge_number = told_in.charge_number
    inner join {{ ref('int_delivered_charges') }} as beside
        on told_in.history_number = beside.history_number
        and told_in.delivery_id = beside.delivery_id
        and told_in.cycle_key = beside.cycle_key
    inner join {{ ref('int_charges') }} as charges on beside.charge_number = charges.charge_number

),

further_convictions as (

    select
        sentences.charge_id,
        further.charge_id as further_charge_id
    from sentences
    inner join sentences as further
        on sentences.person_id = further.person_id
        and sentences.county_name = further.county_name
        and list_has_any(sentences.case_numbers, further.case_numbers)
    union
    select charge_id, charge_id as further_charge_id from sentences
    union
    select charge_id, other_charge_id as further_charge_id from of_one_cycle
    union
    select other_charge_id as charge_id, charge_id as further_charge_id from of_one_cycle

),

-- Prison that a further conviction of the case tells since, or one of the very charge that day, and other custody that
-- one of the very charge tells since: perhaps what followed a revocation that nothing else tells.
sentenced_again as (

    select
        sentences.charge_id,
        sentences.person_id,
        sentences.person_bucket,
        further.conviction_date_latest as sentenced_on_latest,
        further.completion_date_latest,
        list_contains(further.sentence_types, 'prison') as has_prison
    from further_convictions
    inner join sentences on further_convictions.charge_id = sentences.charge_id
    inner join sentences as further on further_convictions.further_charge_id = further.charge_id
    where list_contains(sentences.sentence_types, 'probation')
        and case
            when coalesce(further.conviction_date_latest > sentences.conviction_date_earliest, true)
                then list_contains(further.sentence_types, 'prison')
                    or (
                        sentences.is_section_known
                        and sentences.charge_words = further.charge_words
                        and not list_contains(further.sentence_types, 'probation')
                        and len(list_filter(
                            further.sentence_types, lambda kind: kind not in ('fine', 'restitution')
                        )) > 0
                    )
            else
                further.conviction_date_latest = sentences.conviction_date_earliest
                and sentences.is_section_known
                and sentences.charge_words = further.charge_words
                and list_contains(further.sentence_types, 'prison')
        end

),

-- What followed a revocation on the day of it or later, by the events of the count.
followed as (

    select
        meant.occurrence_id,
        meant.charge_id,
        max(events.event_date_latest) as followed_until
    from meant
    inner join {{ ref('int_events') }} as events on meant.charge_id = events.charge_id
    where events.link_basis in ('same_count', 'same_count_in_case', 'same_section_in_cycle')
        and not events.is_missing_in_a_copy
        and case
            when events.event_type in ('probation_terminated', 'probation_completed')
                then events.event_date_earliest > meant.violated_on_latest
            when events.event_type = 'probation_revoked_and_reinstated'
                then events.event_date_earliest >= meant.violated_on_latest
            else false
        end
    group by meant.occurrence_id, meant.charge_id

),

-- Whoever is charged with a violation after prison was supervised until then, whatever came of it.
said as (

    select
        meant.charge_id,
        meant.person_id,
        meant.person_bucket,
        meant.supervision = 'probation' and meant.outcome = 'revoked' and meant.is_the_only_one as is_surely_revoked,
        meant.supervision = 'probation' as is_of_probation,
        meant.violated_on_latest,
        meant.outcome = 'revoked' or meant.supervision = 'after_prison' as changes_the_end,
        case
            when meant.outcome = 'revoked' and meant.what_followed = 'known' and meant.is_the_only_one
                then meant.followed_until_earliest
        end as end_earliest,
        case
            when meant.supervision = 'after_prison' then greatest(meant.end_latest, meant.violated_on_latest)
            when meant.outcome = 'revoked' then coalesce(meant.end_latest, followed.followed_until)
        end as end_latest,
        meant.violated_on_latest is null
        or meant.what_followed = 'unknown'
        or (meant.what_followed = 'lengths_anew' and meant.end_latest is null) as is_end_unknown,
        case
            when meant.supervision = 'probation'
                and meant.outcome = 'revoked'
                and meant.what_followed = 'not_told'
                and followed.charge_id is null
                then meant.violated_on_latest
        end as open_revocation,
        meant.has_prison and meant.outcome = 'revoked' as has_prison
    from meant
    left join followed on meant.occurrence_id = followed.occurrence_id and meant.charge_id = followed.charge_id
    union all
    select
        charge_id,
        person_id,
        person_bucket,
        false as is_surely_revoked,
        true as is_of_probation,
        sentenced_on_latest as violated_on_latest,
        true as changes_the_end,
        cast(null as date) as end_earliest,
        completion_date_latest as end_latest,
        completion_date_latest is null as is_end_unknown,
        cast(null as date) as open_revocation,
        has_prison
    from sentenced_again

)

select
    charge_id,
    any_value(person_id) as person_id,
    any_value(person_bucket) as person_bucket,
    case
        when bool_or(is_surely_revoked) then 'surely'
        when bool_or(is_of_probation) then 'perhaps'
        else 'no'
    end as was_revoked,
    max(end_earliest) as end_earliest,
    max(end_latest) as end_latest,
    coalesce(bool_or(is_end_unknown) filter (where changes_the_end), false) as has_unknown_end,
    max(open_revocation) as open_revocation,
    max(violated_on_latest) filter (where changes_the_end) as violated_on_latest,
    coalesce(bool_or(violated_on_latest is null) filter (where changes_the_end), false) as has_violation_without_day,
    bool_or(has_prison) as has_prison
from said
group by charge_id
