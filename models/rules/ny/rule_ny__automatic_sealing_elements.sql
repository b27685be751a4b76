-- Compiled from cpl_160_57.law by lookback law compile ny, hash a379efe1f10cdcc6.
-- New York: CPL 160.57 (automatic sealing of convictions): Automatic sealing of convictions.
-- A condition is true, false, or NULL where nobody knows; AND, OR and NOT of SQL do the rest.
-- A day is known by the first and the last day that it can be.
with
-- What each charge is.
charges as (
    select
        *,
        -- CPL 160.57(1)(a)
        {{ is_disposed(['conviction']) }} and {{ is_of_section(['VTL 1192(1)']) }} as vtl_1192_1,
        -- CPL 160.57(1)(b)(i)
        {{ is_disposed(['conviction']) }} and level = 'misdemeanor' as misdemeanor,
        -- CPL 160.57(1)(b)(i),(ii)
        {{ is_disposed(['conviction']) }} and level in ('misdemeanor', 'felony') as crime,
        -- CPL 160.57(1)(b)(ii)
        {{ is_disposed(['conviction']) }} and level = 'felony' as felony,
        -- CPL 160.57(1)(b)(iii)
        {{ is_disposed(['pending']) }} as pending_here,
        -- CPL 160.57(1)(b)(v)
        {{ is_listed(['ny_sex']) }} as sex_offense,
        -- CPL 160.57(1)(b)(vi)
        grade in ('A', 'A-I', 'A-II') and {{ is_listed(['ny_classa_non220']) }} as class_a_felony,
        -- CPL 160.57(1)(b)(viii)
        {{ is_disposed(['pending']) }} and level = 'felony' and not is_here
            as felony_pending_elsewhere,
        -- CPL 160.57(1)(b)(ix)
        {{ is_disposed(['conviction']) }} and level = 'felony' and not is_here
            as felony_conviction_elsewhere
    from {{ ref('rule_ny__wide_facts') }}
    where unit = 'charge'
),

-- What is counted over a life.
person as (
    select
        person_id,
        count(*) filter (where pending_here and is_here) as no_charge_pending_here_surely,
        count(*) filter (where (pending_here and is_here) is not false)
            as no_charge_pending_here_perhaps,
        count(*) filter (where felony_pending_elsewhere) as no_felony_pending_elsewhere_surely,
        count(*) filter (where felony_pending_elsewhere is not false)
            as no_felony_pending_elsewhere_perhaps
    from charges
    group by person_id
),

-- Convictions that came later, in their order: each begins a wait anew that was not over.
restarts as (
    select
        own.unit_id,
        {{ in_order(
            'later.disposition_last', 'later.release_or_sentence_first',
            'later.disposition_first'
        ) }}
        filter (
            where later.crime
            and later.disposition_first > own.disposition_last
            and later.release_or_sentence_first is not null
        ) as release_or_sentence_surely_again,
        {{ in_order(
            'later.disposition_first', "coalesce(later.release_or_sentence_last, 'infinity')",
            'later.disposition_last'
        ) }}
        filter (where later.crime is not false) as release_or_sentence_perhaps_again,
        list(later.unit_id) filter (where later.crime is not false) as crime_again_units
    from charges as own
    inner join charges as later
        on own.person_id = later.person_id and own.unit_id <> later.unit_id
        and coalesce(own.disposition_first < later.disposition_last, true)
    where later.crime is not false
    group by own.unit_id
),

-- The charges that a path is, or may be, for; when each wait is over, at the earliest and at the
-- latest.
waits as (
    select
        *,
        greatest(sentence_end_first, supervision_end_first) as sentence_over_first,
        (has_sentence_end and sentence_end_last is null)
        or (has_supervision_end and supervision_end_last is null) as sentence_over_is_open,
        case
            when not sentence_over_is_open then greatest(sentence_end_last, supervision_end_last)
        end as sentence_over_last,
        -- CPL 160.57(1)(a)
        {{ years_after('disposition_first', 3) }} as three_years_first,
        {{ years_after('disposition_last', 3) }} as three_years_last,
        -- noqa: disable=PRS
        {{ restarted(
            'release_or_sentence_first', 'release_or_sentence_surely_again', 36,
            "date '2024-11-16'"
        ) }} as three_years_since_release_starts_first,
        case
            when (has_release_or_sentence and release_or_sentence_last is null) then 'infinity'
            else release_or_sentence_last
        end as three_years_since_release_begins_last,
        nullif(
            {{ restarted(
                'three_years_since_release_begins_last', 'release_or_sentence_perhaps_again', 36,
                "date '2024-11-16'"
            ) }},
            'infinity'
        ) as three_years_since_release_starts_last,
        -- CPL 160.57(1)(b)(i)
        {{ years_after('three_years_since_release_starts_first', 3) }}
            as three_years_since_release_first,
        {{ years_after('three_years_since_release_starts_last', 3) }}
            as three_years_since_release_last,
        -- CPL 160.57(1)(b)(iv), (8)
        sentence_over_first as not_on_supervision_for_it_first,
        sentence_over_last as not_on_supervision_for_it_last,
        {{ restarted(
            'release_or_sentence_first', 'release_or_sentence_surely_again', 96,
            "date '2024-11-16'"
        ) }} as eight_years_since_release_starts_first,
        case
            when (has_release_or_sentence and release_or_sentence_last is null) then 'infinity'
            else release_or_sentence_last
        end as eight_years_since_release_begins_last,
        nullif(
            {{ restarted(
                'eight_years_since_release_begins_last', 'release_or_sentence_perhaps_again', 96,
                "date '2024-11-16'"
            ) }},
            'infinity'
        ) as eight_years_since_release_starts_last,
        -- CPL 160.57(1)(b)(ii)
        {{ years_after('eight_years_since_release_starts_first', 8) }}
            as eight_years_since_release_first,
        {{ years_after('eight_years_since_release_starts_last', 8) }}
            as eight_years_since_release_last
    from charges
    left join person using (person_id)
    left join restarts using (unit_id)
    where
        is_candidate
        and is_here is not false
        and (vtl_1192_1 is not false or misdemeanor is not false or felony is not false)
),

-- Other charges of the person that a window looks at.
others as (
    select
        own.unit_id,
        other.unit_id as other_id,
        own.as_of_date,
        other.arrest_first,
        other.arrest_last,
        other.disposition_first,
        other.disposition_last,
        other.disposition,
        -- CPL 160.57(1)(b)(ix), (c)
        other.felony_conviction_elsewhere as no_felony_elsewhere_in_eight_years_kind,
        {{ is_in_last_years('other', 8) }} as no_felony_elsewhere_in_eight_years_window
    from waits as own
    inner join charges as other
        on own.person_id = other.person_id and own.unit_id <> other.unit_id
    where other.felony_conviction_elsewhere is not false
),

-- How many of them lie in the window, surely and perhaps.
counted as (
    select
        unit_id,
        count(*)
        filter (
            where no_felony_elsewhere_in_eight_years_kind
            and no_felony_elsewhere_in_eight_years_window
        ) as no_felony_elsewhere_in_eight_years_surely,
        count(*)
        filter (
            where (
                no_felony_elsewhere_in_eight_years_kind
                and no_felony_elsewhere_in_eight_years_window
            ) is not false
        ) as no_felony_elsewhere_in_eight_years_perhaps
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
        -- CPL 160.57(1)(a): Are three years over since the conviction?
        case when has_disposition then {{ has_waited('three_years') }} end as three_years,
        -- CPL 160.57(1)(b)(i): Are three years over since the release, or since the sentence where
        -- there was no incarceration?
        case when has_release_or_sentence then {{ has_waited('three_years_since_release') }} end
            as three_years_since_release,
        -- CPL 160.57(1)(b)(iii), (c): Is a criminal charge pending in this state?
        {{ fewer_than(1, 'no_charge_pending_here', but='pending_here and is_here') }}
            as no_charge_pending_here,
        -- CPL 160.57(1)(b)(iv), (8): Is the sentence of the conviction over, and every supervision
        -- for it?
        case
            when sentence_over_first is null
                and sentence_over_last is null
                and not sentence_over_is_open
                then true
            else {{ has_waited('not_on_supervision_for_it') }}
        end as not_on_supervision_for_it,
        -- CPL 160.57(1)(b)(v): Is it a sex offense or a sexually violent offense?
        not sex_offense as no_sex_offense,
        -- CPL 160.57(1)(b)(viii), (c): Is a felony charge pending in another jurisdiction?
        {{ fewer_than(1, 'no_felony_pending_elsewhere', but='felony_pending_elsewhere') }}
            as no_felony_pending_elsewhere,
        -- CPL 160.57(1)(b)(ix), (c): Was the person convicted of a felony in another jurisdiction
        -- in the past eight years?
        {{ fewer_than(1, 'no_felony_elsewhere_in_eight_years') }}
            as no_felony_elsewhere_in_eight_years,
        -- CPL 160.57(1)(b)(ii): Are eight years over since the last release, or since the sentence
        -- where there was no incarceration?
        case when has_release_or_sentence then {{ has_waited('eight_years_since_release') }} end
            as eight_years_since_release,
        -- CPL 160.57(1)(b)(vi): Is it a class A felony of the Penal Law outside article 220?
        not class_a_felony as no_class_a_felony
    from waits
    left join counted using (unit_id)
),

-- Bookkeeping: since or until when, until when that holds, who says so, what is presumed.
-- What the days and facts of all charges of the person say.
person_days as (
    select
        person_id,
        {{ list_units('no_charge_pending_here', 'pending_here and is_here') }},
        {{ list_units('no_felony_pending_elsewhere', 'felony_pending_elsewhere') }}
    from charges
    group by person_id
),

-- The first day on which a window looks at another charge otherwise, and the charges that lie in
-- it.
window_days as (
    select
        unit_id,
        min({{ leaves_last_years(8) }})
        filter (where no_felony_elsewhere_in_eight_years_kind is not false)
            as no_felony_elsewhere_in_eight_years_changes_on,
        {{ all_leave_last_years('no_felony_elsewhere_in_eight_years', 8) }}
            as no_felony_elsewhere_in_eight_years_leaves_on,
        {{ list_units('no_felony_elsewhere_in_eight_years', unit='other_id') }}
    from others
    group by unit_id
)

select
    unit_id, person_id, person_bucket, case_key, as_of_date, disposition_source,
    -- What it is.
    vtl_1192_1, misdemeanor, felony,
    -- What is asked of it.
    not_relieved_before, court_of_this_state, record_is_clear, three_years,
    three_years_since_release, no_charge_pending_here, not_on_supervision_for_it, no_sex_offense,
    no_felony_pending_elsewhere, no_felony_elsewhere_in_eight_years, eight_years_since_release,
    no_class_a_felony,
    {{ events_of('not_relieved_before', 'facts', 'not_relieved_before', []) }}
        as not_relieved_before_rests_on,
    {{ events_of('court_of_this_state', 'facts', 'court_of_this_state', []) }}
        as court_of_this_state_rests_on,
    {{ events_of('record_is_clear', 'facts', 'record_is_clear', []) }}
        as record_is_clear_rests_on,
    three_years_last as three_years_over_on,
    least(
        disposition_day_until,
        case when has_disposition then {{ next_change('three_years') }} end
    ) as three_years_until,
    case when disposition_last is not null then disposition_day_source end
        as three_years_source,
    three_years_since_release_last as three_years_since_release_over_on,
    least(
        release_or_sentence_day_until,
        case
            when has_release_or_sentence then {{ next_change('three_years_since_release') }}
        end
    ) as three_years_since_release_until,
    case when release_or_sentence_last is not null then release_or_sentence_day_source end
        as three_years_since_release_source,
    list_sort(crime_again_units) as three_years_since_release_rests_on,
    {{ others_counted('no_charge_pending_here', 'units', but_itself=true) }}
        as no_charge_pending_here_rests_on,
    {{ others_counted('no_charge_pending_here', 'units_asked', but_itself=true) }}
        as no_charge_pending_here_asks_about,
    not_on_supervision_for_it_last as not_on_supervision_for_it_over_on,
    least(
        sentence_end_day_until,
        supervision_end_day_until,
        {{ next_change('not_on_supervision_for_it') }}
    ) as not_on_supervision_for_it_until,
    {{ source_of_latest(['sentence_end', 'supervision_end'], []) }}
        as not_on_supervision_for_it_source,
    {{ others_counted('no_felony_pending_elsewhere', 'units', but_itself=true) }}
        as no_felony_pending_elsewhere_rests_on,
    {{ others_counted('no_felony_pending_elsewhere', 'units_asked', but_itself=true) }}
        as no_felony_pending_elsewhere_asks_about,
    case
        when no_felony_elsewhere_in_eight_years is false
            then no_felony_elsewhere_in_eight_years_leaves_on
    end as no_felony_elsewhere_in_eight_years_over_on,
    no_felony_elsewhere_in_eight_years_changes_on as no_felony_elsewhere_in_eight_years_until,
    {{ others_counted(
        'no_felony_elsewhere_in_eight_years', 'units', notes=['over_on', 'until']
    ) }} as no_felony_elsewhere_in_eight_years_rests_on,
    {{ others_counted(
        'no_felony_elsewhere_in_eight_years', 'units_asked', notes=['over_on', 'until']
    ) }} as no_felony_elsewhere_in_eight_years_asks_about,
    eight_years_since_release_last as eight_years_since_release_over_on,
    least(
        release_or_sentence_day_until,
        case
            when has_release_or_sentence then {{ next_change('eight_years_since_release') }}
        end
    ) as eight_years_since_release_until,
    case when release_or_sentence_last is not null then release_or_sentence_day_source end
        as eight_years_since_release_source,
    list_sort(crime_again_units) as eight_years_since_release_rests_on
from elements
left join person_days using (person_id)
left join window_days using (unit_id)
