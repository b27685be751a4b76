-- Compiled from cgs_54_142a.law by lookback law compile ct, hash fc943d3ab8cbba0e.
-- Connecticut: C.G.S. 54-142a (erasure of records), by the process of 54-142t: Erasure of records.
-- A condition is true, false, or NULL where nobody knows; AND, OR and NOT of SQL do the rest.
-- A day is known by the first and the last day that it can be.
with
-- What each charge is.
charges as (
    select
        *,
        -- C.G.S. 54-142a(a),(b)
        {{ is_disposed([
            'acquittal', 'dismissal', 'dismissed_with_prejudice', 'dismissed_without_prejudice',
            'deferred_dismissed'
        ]) }} as acquitted_or_dismissed,
        -- C.G.S. 54-142a(c)(1)
        {{ is_disposed(['nolle_prosequi']) }} as nolle,
        -- C.G.S. 54-142a(e)(1)(A)(i); C.G.S. 54-142a(e)(4)
        ({{ is_disposed(['conviction']) }} and not {{ is_listed(['ct_no_restart']) }})
        or (
            {{ is_disposed(['conviction']) }}
            and {{ is_listed(['ct_no_restart']) }}
            and {{ is_since('disposition', "date '2015-10-01'") }}
        ) as crime,
        -- C.G.S. 54-142a(e)(1)(A)(i)(I)
        (
            {{ is_disposed(['conviction']) }}
            and level = 'misdemeanor'
            and not {{ is_listed(['ct_dui']) }}
            and {{ is_since('offense', "date '2000-01-01'") }}
        )
        or (
            {{ is_disposed(['conviction']) }}
            and level = 'motor_vehicle_violation'
            and max_days <= 365
            and not {{ is_listed(['ct_dui']) }}
            and {{ is_since('offense', "date '2000-01-01'") }}
        ) as misdemeanor,
        -- C.G.S. 54-142a(e)(1)(A)(ii)(I)
        (
            {{ is_disposed(['conviction']) }}
            and level = 'felony'
            and grade in ('FD', 'FE')
            and not {{ is_listed(['ct_dui']) }}
            and {{ is_since('offense', "date '2000-01-01'") }}
        )
        or (
            {{ is_disposed(['conviction']) }}
            and level = 'felony'
            and grade = 'FU'
            and max_days <= 1825
            and {{ is_since('offense', "date '2000-01-01'") }}
        )
        or (
            {{ is_disposed(['conviction']) }}
            and level = 'motor_vehicle_violation'
            and max_days >= 366
            and max_days <= 1825
            and {{ is_since('offense', "date '2000-01-01'") }}
        )
        or (
            {{ is_disposed(['conviction']) }}
            and {{ is_listed(['ct_dui']) }}
            and {{ is_since('offense', "date '2000-01-01'") }}
        ) as felony_d_e,
        -- C.G.S. 54-142a(e)(2)(A)-(C)
        {{ is_listed(['ct_family_violence', 'ct_sexual', 'ct_listed_2c']) }} as barred_offense,
        -- C.G.S. 54-142a(e)(2)(D)
        {{ is_disposed(['conviction']) }} and {{ is_listed(['ct_dui']) }} as dui,
        -- C.G.S. 54-142a(e)(3)(A),(B)
        {{ is_disposed(['conviction']) }}
        and {{ is_since('disposition', "date '2000-01-01'") }}
        and is_here as since_2000,
        -- C.G.S. 54-142a(e)(3)(C)
        {{ is_disposed(['pending']) }} as pending,
        -- C.G.S. 54-142a(f)(1)
        {{ is_disposed(['conviction']) }}
        and level = 'misdemeanor'
        and not {{ is_listed(['ct_not_of_subsection_f']) }}
        and {{ is_since('offense', "date '2000-01-01'") }}
        and {{ is_before('offense', "date '2012-07-01'") }} as misdemeanor_of_2000_to_2012,
        -- C.G.S. 54-142a(i)(1)(A)
        {{ is_disposed(['pending', 'diversion', 'deferred']) }} as open_count,
        -- C.G.S. 54-142a(i)(1)(B)
        {{ is_disposed([
            'conviction', 'acquittal', 'dismissal', 'dismissed_with_prejudice',
            'dismissed_without_prejudice', 'nolle_prosequi', 'deferred_dismissed', 'pardoned',
            'conditionally_pardoned', 'declined', 'arrest_without_charge', 'released', 'other',
            'none'
        ]) }} as ended_count
    from {{ ref('rule_ct__wide_facts') }}
    where unit = 'charge'
),

-- What is counted over a life.
person as (
    select
        person_id,
        count(*) filter (where pending and is_here) as none_pending_surely,
        count(*) filter (where (pending and is_here) is not false) as none_pending_perhaps,
        max(disposition_first) filter (where crime) as most_recent_conviction_disposition_first,
        max(disposition_last) filter (where crime is not false)
            as most_recent_conviction_disposition_last,
        coalesce(
            bool_or(has_disposition and disposition_last is null)
            filter (where crime is not false),
            false
        ) as most_recent_conviction_disposition_is_open,
        max(sentence_end_first) filter (where since_2000) as all_sentences_sentence_end_first,
        max(sentence_end_last) filter (where since_2000 is not false)
            as all_sentences_sentence_end_last,
        coalesce(
            bool_or(has_sentence_end and sentence_end_last is null)
            filter (where since_2000 is not false),
            false
        ) as all_sentences_sentence_end_is_open,
        max(supervision_end_first) filter (where since_2000)
            as all_sentences_supervision_end_first,
        max(supervision_end_last) filter (where since_2000 is not false)
            as all_sentences_supervision_end_last,
        coalesce(
            bool_or(has_supervision_end and supervision_end_last is null)
            filter (where since_2000 is not false),
            false
        ) as all_sentences_supervision_end_is_open
    from charges
    group by person_id
),

-- What is counted in the case.
court_case as (
    select
        case_key,
        count(*) filter (where open_count) as case_ended_surely,
        count(*) filter (where open_count is not false) as case_ended_perhaps
    from charges
    where case_key is not null
    group by case_key
),

-- The charges that a path is, or may be, for; when each wait is over, at the earliest and at the
-- latest.
waits as (
    select
        *,
        greatest(most_recent_conviction_disposition_first, disposition_first)
            as most_recent_conviction_first,
        most_recent_conviction_disposition_is_open or disposition_last is null
            as most_recent_conviction_is_open,
        case
            when not most_recent_conviction_is_open
                then greatest(most_recent_conviction_disposition_last, disposition_last)
        end as most_recent_conviction_last,
        greatest(all_sentences_sentence_end_first, all_sentences_supervision_end_first)
            as all_sentences_first,
        all_sentences_sentence_end_is_open or all_sentences_supervision_end_is_open
            as all_sentences_is_open,
        case
            when not all_sentences_is_open
                then greatest(all_sentences_sentence_end_last, all_sentences_supervision_end_last)
        end as all_sentences_last,
        -- C.G.S. 54-142a(a)
        {{ days_after('disposition_first', 20) }} as appeal_time_over_first,
        {{ days_after('disposition_last', 20) }} as appeal_time_over_last,
        -- C.G.S. 54-142a(c)(1)
        {{ months_after('disposition_first', 13) }} as thirteen_months_first,
        {{ months_after('disposition_last', 13) }} as thirteen_months_last,
        -- C.G.S. 54-142a(e)(1)(A)(i)
        {{ years_after('most_recent_conviction_first', 7) }} as seven_years_first,
        {{ years_after('most_recent_conviction_last', 7) }} as seven_years_last,
        -- C.G.S. 54-142a(e)(3)(A),(B)
        all_sentences_first as sentences_over_first,
        all_sentences_last as sentences_over_last,
        -- C.G.S. 54-142a(e)(1)(A)(ii)
        {{ years_after('most_recent_conviction_first', 10) }} as ten_years_first,
        {{ years_after('most_recent_conviction_last', 10) }} as ten_years_last
    from charges
    left join person using (person_id)
    left join court_case using (case_key)
    where
        is_candidate
        and is_here is not false
        and (
            acquitted_or_dismissed is not false
            or nolle is not false
            or misdemeanor is not false
            or felony_d_e is not false
            or misdemeanor_of_2000_to_2012 is not false
        )
),

-- Other charges of the person that a window looks at.
others as (
    select
        own.unit_id,
        other.unit_id as other_id,
        -- C.G.S. 54-142a(e)(2)(D)
        other.dui as no_second_dui_in_ten_years_kind,
        {{ is_in_years_after('other', 'own', 10) }} as no_second_dui_in_ten_years_window
    from waits as own
    inner join charges as other
        on own.person_id = other.person_id and own.unit_id <> other.unit_id
    where other.dui is not false
),

-- How many of them lie in the window, surely and perhaps.
counted as (
    select
        unit_id,
        count(*)
        filter (where no_second_dui_in_ten_years_kind and no_second_dui_in_ten_years_window)
            as no_second_dui_in_ten_years_surely,
        count(*)
        filter (
            where (
                no_second_dui_in_ten_years_kind and no_second_dui_in_ten_years_window
            ) is not false
        ) as no_second_dui_in_ten_years_perhaps
    from others
    group by unit_id
),

-- What the law asks: true, false, or NULL where nobody knows.
elements as (
    select
        *,
        -- house rule, the same for every state: Was it relieved before?
        {{ is_not_denied('not_relieved_before') }} as not_relieved_before,
        -- house rule, the same for every state: Was it a court of this state?
        {{ is_not_denied('court_of_this_state') }} as court_of_this_state,
        -- house rule, the same for every state: Is the record clear: no conflicting copies, unread
        -- lines or mixed identities?
        {{ is_not_denied('record_is_clear') }} as record_is_clear,
        -- C.G.S. 54-142a(i)(1)(A): Is another count of the criminal case pending, or in a program?
        {{ fewer_than(1, 'case_ended', but_in_case='open_count') }} as case_ended,
        -- C.G.S. 54-142a(a): Is the time to appeal over?
        case when has_disposition then {{ has_waited('appeal_time_over') }} end
            as appeal_time_over,
        -- C.G.S. 54-142a(c)(1): Are thirteen months over since the nolle?
        case when has_disposition then {{ has_waited('thirteen_months') }} end as thirteen_months,
        -- C.G.S. 54-142a(e)(1)(A)(i): Are seven years over since the most recent judgment of
        -- conviction?
        case when has_disposition then {{ has_waited('seven_years') }} end as seven_years,
        -- C.G.S. 54-142a(e)(2)(A)-(C): Is it a family violence crime, a sexual offense or one that
        -- (e)(2)(C) lists?
        not barred_offense as never_erased,
        -- C.G.S. 54-142a(e)(3)(A),(B): Are incarceration, parole and probation over, for every
        -- conviction in this state since 2000?
        case
            when all_sentences_first is null
                and all_sentences_last is null
                and not all_sentences_is_open
                then true
            else {{ has_waited('sentences_over') }}
        end as sentences_over,
        -- C.G.S. 54-142a(e)(3)(C): Is the person the subject of a criminal charge that is pending
        -- in this state?
        {{ fewer_than(1, 'none_pending', but='pending and is_here') }} as none_pending,
        -- C.G.S. 54-142a(e)(1)(A)(ii): Are ten years over since the most recent judgment of
        -- conviction?
        case when has_disposition then {{ has_waited('ten_years') }} end as ten_years,
        -- C.G.S. 54-142a(e)(2)(D): Was the person convicted of another violation of section 14-227a
        -- in the ten years that followed?
        {{ fewer_than(1, 'no_second_dui_in_ten_years') }} as no_second_dui_in_ten_years,
        -- C.G.S. 54-142a(f)(1): Was the person under eighteen on the day of the offense?
        {{ is_younger('offense', 18) }} as under_18
    from waits
    left join counted using (unit_id)
),

-- Bookkeeping: since or until when, until when that holds, who says so, what is presumed.
-- What the days and facts of all charges of the person say.
person_days as (
    select
        person_id,
        min(disposition_day_until) filter (where crime is not false)
            as most_recent_conviction_disposition_until,
        arg_max(disposition_day_source, row(disposition_last, disposition_day_source))
        filter (where crime is not false and disposition_last is not null)
            as most_recent_conviction_disposition_source,
        min(sentence_end_day_until) filter (where since_2000 is not false)
            as all_sentences_sentence_end_until,
        arg_max(sentence_end_day_source, row(sentence_end_last, sentence_end_day_source))
        filter (where since_2000 is not false and sentence_end_last is not null)
            as all_sentences_sentence_end_source,
        min(supervision_end_day_until) filter (where since_2000 is not false)
            as all_sentences_supervision_end_until,
        arg_max(supervision_end_day_source, row(supervision_end_last, supervision_end_day_source))
        filter (where since_2000 is not false and supervision_end_last is not null)
            as all_sentences_supervision_end_source,
        {{ list_units('none_pending', 'pending and is_here') }},
        {{ units_of_latest({'disposition': 'crime'}) }} as most_recent_conviction_units,
        {{ units_of_latest({'sentence_end': 'since_2000', 'supervision_end': 'since_2000'}) }}
            as all_sentences_units
    from charges
    group by person_id
),

-- The charges of the case that are counted.
case_units as (
    select
        case_key,
        {{ list_units('case_ended', 'open_count') }}
    from charges
    where case_key is not null
    group by case_key
),

-- The first day on which a window looks at another charge otherwise, and the charges that lie in
-- it.
window_days as (
    select
        unit_id,
        {{ list_units('no_second_dui_in_ten_years', unit='other_id') }}
    from others
    group by unit_id
)

select
    unit_id, person_id, person_bucket, case_key, as_of_date, disposition_source,
    -- What it is.
    acquitted_or_dismissed, nolle, misdemeanor, felony_d_e, misdemeanor_of_2000_to_2012,
    -- What is asked of it.
    not_relieved_before, court_of_this_state, record_is_clear, case_ended, appeal_time_over,
    thirteen_months, seven_years, never_erased, sentences_over, none_pending, ten_years,
    no_second_dui_in_ten_years, under_18,
    {{ events_of('not_relieved_before', 'facts', 'not_relieved_before', []) }}
        as not_relieved_before_rests_on,
    {{ events_of('court_of_this_state', 'facts', 'court_of_this_state', []) }}
        as court_of_this_state_rests_on,
    {{ events_of('record_is_clear', 'facts', 'record_is_clear', []) }}
        as record_is_clear_rests_on,
    {{ others_counted('case_ended', 'units', but_itself=true) }} as case_ended_rests_on,
    {{ others_counted('case_ended', 'units_asked', but_itself=true) }}
        as case_ended_asks_about,
    appeal_time_over_last as appeal_time_over_over_on,
    least(
        disposition_day_until,
        case when has_disposition then {{ next_change('appeal_time_over') }} end
    ) as appeal_time_over_until,
    case when disposition_last is not null then disposition_day_source end
        as appeal_time_over_source,
    thirteen_months_last as thirteen_months_over_on,
    least(
        disposition_day_until,
        case when has_disposition then {{ next_change('thirteen_months') }} end
    ) as thirteen_months_until,
    case when disposition_last is not null then disposition_day_source end
        as thirteen_months_source,
    seven_years_last as seven_years_over_on,
    least(
        most_recent_conviction_disposition_until,
        disposition_day_until,
        case when has_disposition then {{ next_change('seven_years') }} end
    ) as seven_years_until,
    {{ source_of_latest(['disposition'], ['most_recent_conviction_disposition']) }}
        as seven_years_source,
    list_sort(most_recent_conviction_units) as seven_years_rests_on,
    sentences_over_last as sentences_over_over_on,
    least(
        all_sentences_sentence_end_until,
        all_sentences_supervision_end_until,
        {{ next_change('sentences_over') }}
    ) as sentences_over_until,
    {{ source_of_latest(
        [], ['all_sentences_sentence_end', 'all_sentences_supervision_end']
    ) }} as sentences_over_source,
    list_sort(all_sentences_units) as sentences_over_rests_on,
    {{ others_counted('none_pending', 'units', but_itself=true) }} as none_pending_rests_on,
    {{ others_counted('none_pending', 'units_asked', but_itself=true) }}
        as none_pending_asks_about,
    ten_years_last as ten_years_over_on,
    least(
        most_recent_conviction_disposition_until,
        disposition_day_until,
        case when has_disposition then {{ next_change('ten_years') }} end
    ) as ten_years_until,
    {{ source_of_latest(['disposition'], ['most_recent_conviction_disposition']) }}
        as ten_years_source,
    list_sort(most_recent_conviction_units) as ten_years_rests_on,
    {{ others_counted('no_second_dui_in_ten_years', 'units') }}
        as no_second_dui_in_ten_years_rests_on,
    {{ others_counted('no_second_dui_in_ten_years', 'units_asked') }}
        as no_second_dui_in_ten_years_asks_about
from elements
left join person_days using (person_id)
left join case_units using (case_key)
left join window_days using (unit_id)
