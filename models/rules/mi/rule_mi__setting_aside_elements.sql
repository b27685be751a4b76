-- Compiled from mcl_780_621g.law by lookback law compile mi, hash a646f77d7899244e.
-- Michigan: MCL 780.621g (set aside without application): Set aside without application.
-- A condition is true, false, or NULL where nobody knows; AND, OR and NOT of SQL do the rest.
-- A day is known by the first and the last day that it can be.
with
-- What each charge is.
charges as (
    select
        *,
        -- MCL 780.621(2)
        {{ is_disposed(['deferred_dismissed']) }} and not {{ is_listed(['mi_deferred']) }}
            as deferred_otherwise,
        -- MCL 780.621g(1),(3)
        {{ is_disposed(['conviction']) }} and level = 'misdemeanor' and max_days <= 92
            as at_most_92_days,
        -- MCL 780.621g(4); 780.621(4)(c)(i), (g)(i)
        {{ is_disposed(['conviction']) }}
        and level = 'misdemeanor'
        and max_days >= 93
        and max_days <= 365 as at_least_93_days,
        -- MCL 780.621g(6)(b)
        {{ is_disposed(['pending']) }} as pending,
        -- MCL 780.621g(6)(c); MCL 780.621(2)
        ({{ is_disposed(['conviction']) }} and is_here)
        or (
            {{ is_disposed(['conviction']) }}
            and {{ is_listed(['mi_elsewhere']) }}
            and not is_here
        )
        or ({{ is_disposed(['deferred_dismissed']) }} and {{ is_listed(['mi_deferred']) }})
            as conviction,
        -- MCL 780.621g(7); 780.621(4)(a); MCL 780.621g(7); 780.621(4)(a), (c); MCL 780.621g(7);
        -- 780.621(4)(a)(iv); MCL 780.621g(7); 780.621(2)
        ({{ is_disposed(['conviction']) }} and {{ is_listed(['mi_assaultive']) }})
        or (
            {{ is_disposed(['conviction']) }}
            and level = 'misdemeanor'
            and max_days >= 366
            and {{ is_listed(['mi_assaultive_if_felony']) }}
        )
        or (
            {{ is_disposed(['conviction']) }}
            and {{ is_listed(['mi_assaultive_elsewhere']) }}
            and not is_here
        )
        or (
            {{ is_disposed(['deferred_dismissed']) }}
            and {{ is_listed(['mi_assaultive']) }}
            and not deferred_otherwise
        ) as assaultive,
        -- MCL 780.621g(10)(a)-(c),(e),(f); MCL 780.621g(10)(a),(c),(e); 780.621(4)(c)(i)
        {{ is_listed([
            'mi_assaultive', 'mi_serious_misd', 'mi_dishonesty', 'mi_vuln_injury_death',
            'mi_trafficking'
        ]) }}
        or (
            level = 'misdemeanor'
            and max_days >= 366
            and {{ is_listed([
                'mi_assaultive_if_felony', 'mi_dishonesty_if_felony',
                'mi_vuln_injury_death_if_felony'
            ]) }}
        ) as left_out_by_621g_10,
        -- MCL 780.621g(10)(d); 780.621c(1)(a)
        max_days >= 3650 as ten_years,
        -- MCL 780.621(1)(a), (4)(c)(ii)
        ({{ is_disposed(['conviction']) }} and level = 'felony' and is_here)
        or (
            {{ is_disposed(['conviction']) }}
            and level = 'misdemeanor'
            and max_days >= 366
            and is_here
        )
        or (
            {{ is_disposed(['conviction']) }}
            and level = 'felony'
            and {{ is_listed(['mi_felony_elsewhere']) }}
            and not is_here
        )
        or (
            {{ is_disposed(['conviction']) }}
            and level = 'misdemeanor'
            and max_days >= 366
            and {{ is_listed(['mi_felony_elsewhere']) }}
            and not is_here
        ) as felony_offense,
        -- MCL 780.621g(2); 780.621(4)(c)(i)
        ({{ is_disposed(['conviction']) }} and level = 'felony')
        or ({{ is_disposed(['conviction']) }} and level = 'misdemeanor' and max_days >= 366)
            as felony,
        -- MCL 780.621c(1),(2); MCL 780.621c(1)(e),(2); 780.621(4)(c)(i)
        {{ is_listed(['mi_621c', 'mi_owi', 'mi_cdl', 'mi_traffic_injury']) }}
        or (level = 'misdemeanor' and max_days >= 366 and {{ is_listed(['mi_621c_if_felony']) }})
            as barred_by_621c
    from {{ ref('rule_mi__wide_facts') }}
    where unit = 'charge'
),

-- What is counted over a life.
person as (
    select
        person_id,
        count(*) filter (where pending) as no_pending_charge_surely,
        count(*) filter (where pending is not false) as no_pending_charge_perhaps,
        count(*) filter (where assaultive) as at_most_one_assaultive_surely,
        count(*) filter (where assaultive is not false) as at_most_one_assaultive_perhaps,
        count(*) filter (where felony_offense) as at_most_three_felonies_surely,
        count(*) filter (where felony_offense is not false) as at_most_three_felonies_perhaps
    from charges
    group by person_id
),

-- The charges that a path is, or may be, for; when each wait is over, at the earliest and at the
-- latest.
waits as (
    select
        *,
        greatest(sentence_first, prison_release_first) as sentence_or_prison_first,
        sentence_last is null or (has_prison_release and prison_release_last is null)
            as sentence_or_prison_is_open,
        case
            when not sentence_or_prison_is_open then greatest(sentence_last, prison_release_last)
        end as sentence_or_prison_last,
        -- MCL 780.621g(1),(3),(4)
        {{ years_after('sentence_first', 7) }} as seven_years_since_sentence_first,
        {{ years_after('sentence_last', 7) }} as seven_years_since_sentence_last,
        -- MCL 780.621g(2)(a)
        {{ years_after('sentence_or_prison_first', 10) }}
            as ten_years_since_sentence_or_prison_first,
        {{ years_after('sentence_or_prison_last', 10) }}
            as ten_years_since_sentence_or_prison_last
    from charges
    left join person using (person_id)
    where
        is_candidate
        and is_here is not false
        and (
            at_most_92_days is not false
            or at_least_93_days is not false
            or felony is not false
        )
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
        -- MCL 780.621g(6)(c)
        other.conviction and coalesce(own.case_key <> other.case_key, true)
            as no_conviction_in_the_period_kind,
        {{ is_between(
            'other.disposition_first', 'other.disposition_last', 'own.sentence_first',
            'own.sentence_last', 'least(own.seven_years_since_sentence_first, own.as_of_date)',
            'least(own.seven_years_since_sentence_last, own.as_of_date)'
        ) }} as no_conviction_in_the_period_window,
        -- MCL 780.621g(6)(c)
        other.conviction and coalesce(own.case_key <> other.case_key, true)
            as no_conviction_in_the_period_on_felony_kind,
        {{ is_between(
            'other.disposition_first', 'other.disposition_last', 'own.sentence_or_prison_first',
            'own.sentence_or_prison_last',
            'least(own.ten_years_since_sentence_or_prison_first, own.as_of_date)',
            'least(own.ten_years_since_sentence_or_prison_last, own.as_of_date)'
        ) }} as no_conviction_in_the_period_on_felony_window
    from waits as own
    inner join charges as other
        on own.person_id = other.person_id and own.unit_id <> other.unit_id
    where other.conviction is not false
),

-- How many of them lie in the window, surely and perhaps.
counted as (
    select
        unit_id,
        count(*)
        filter (where no_conviction_in_the_period_kind and no_conviction_in_the_period_window)
            as no_conviction_in_the_period_surely,
        count(*)
        filter (
            where (
                no_conviction_in_the_period_kind and no_conviction_in_the_period_window
            ) is not false
        ) as no_conviction_in_the_period_perhaps,
        count(*)
        filter (
            where no_conviction_in_the_period_on_felony_kind
            and no_conviction_in_the_period_on_felony_window
        ) as no_conviction_in_the_period_on_felony_surely,
        count(*)
        filter (
            where (
                no_conviction_in_the_period_on_felony_kind
                and no_conviction_in_the_period_on_felony_window
            ) is not false
        ) as no_conviction_in_the_period_on_felony_perhaps
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
        -- MCL 780.621g(1),(3),(4): Are seven years over since the sentence was imposed?
        case when has_sentence then {{ has_waited('seven_years_since_sentence') }} end
            as seven_years_since_sentence,
        -- MCL 780.621c(1),(2): Is it an offense that 621c(1) forbids to set aside?
        not barred_by_621c as never_set_aside,
        -- MCL 780.621g(6)(b): Is a criminal charge pending against the person?
        {{ fewer_than(1, 'no_pending_charge', but='pending') }} as no_pending_charge,
        -- MCL 780.621g(6)(c): Was the person convicted of another offense in that time?
        {{ fewer_than(1, 'no_conviction_in_the_period') }} as no_conviction_in_the_period,
        -- MCL 780.621g(7): Has the person more than one conviction for an assaultive crime?
        {{ fewer_than(2, 'at_most_one_assaultive') }} as at_most_one_assaultive,
        -- MCL 780.621g(10)(a)-(c),(e),(f): Is it an offense that 621g(10) leaves out?
        not left_out_by_621g_10 as not_left_out,
        -- MCL 780.621g(10)(d): Is it punishable by ten years or more?
        not ten_years as not_ten_years,
        -- MCL 780.621g(2)(a): Are ten years over since the later of the sentence and the end of
        -- imprisonment?
        case when has_sentence then {{ has_waited('ten_years_since_sentence_or_prison') }} end
            as ten_years_since_sentence_or_prison,
        -- MCL 780.621g(2)(b); 780.621(1)(a), (4)(c)(ii): Has the person more than three felony
        -- offenses in this state?
        {{ fewer_than(4, 'at_most_three_felonies') }} as at_most_three_felonies,
        -- MCL 780.621g(6)(c): Was the person convicted of another offense in that time?
        {{ fewer_than(1, 'no_conviction_in_the_period_on_felony') }}
            as no_conviction_in_the_period_on_felony
    from waits
    left join counted using (unit_id)
),

-- Bookkeeping: since or until when, until when that holds, who says so, what is presumed.
-- What the days and facts of all charges of the person say.
person_days as (
    select
        person_id,
        {{ list_units('no_pending_charge', 'pending') }},
        {{ list_units('at_most_one_assaultive', 'assaultive') }},
        {{ list_units('at_most_three_felonies', 'felony_offense') }}
    from charges
    group by person_id
),

-- The first day on which a window looks at another charge otherwise, and the charges that lie in
-- it.
window_days as (
    select
        unit_id,
        min({{ day_past() }}) filter (where no_conviction_in_the_period_kind is not false)
            as no_conviction_in_the_period_changes_on,
        min({{ day_past() }})
        filter (where no_conviction_in_the_period_on_felony_kind is not false)
            as no_conviction_in_the_period_on_felony_changes_on,
        {{ list_units('no_conviction_in_the_period', unit='other_id') }},
        {{ list_units('no_conviction_in_the_period_on_felony', unit='other_id') }}
    from others
    group by unit_id
)

select
    unit_id, person_id, person_bucket, case_key, as_of_date, disposition_source,
    disposition_first, disposition_last, sentence_first, sentence_last, relieved_last,
    -- What it is.
    at_most_92_days, at_least_93_days, felony,
    -- What is asked of it.
    not_relieved_before, court_of_this_state, record_is_clear, seven_years_since_sentence,
    never_set_aside, no_pending_charge, no_conviction_in_the_period, at_most_one_assaultive,
    not_left_out, not_ten_years, ten_years_since_sentence_or_prison, at_most_three_felonies,
    no_conviction_in_the_period_on_felony,
    {{ events_of('not_relieved_before', 'facts', 'not_relieved_before', []) }}
        as not_relieved_before_rests_on,
    {{ events_of('court_of_this_state', 'facts', 'court_of_this_state', []) }}
        as court_of_this_state_rests_on,
    {{ events_of('record_is_clear', 'facts', 'record_is_clear', []) }}
        as record_is_clear_rests_on,
    seven_years_since_sentence_last as seven_years_since_sentence_over_on,
    least(
        sentence_day_until,
        case when has_sentence then {{ next_change('seven_years_since_sentence') }} end
    ) as seven_years_since_sentence_until,
    case when sentence_last is not null then sentence_day_source end
        as seven_years_since_sentence_source,
    {{ others_counted('no_pending_charge', 'units', but_itself=true) }}
        as no_pending_charge_rests_on,
    {{ others_counted('no_pending_charge', 'units_asked', but_itself=true) }}
        as no_pending_charge_asks_about,
    no_conviction_in_the_period_changes_on as no_conviction_in_the_period_until,
    {{ others_counted('no_conviction_in_the_period', 'units', notes=['until']) }}
        as no_conviction_in_the_period_rests_on,
    {{ others_counted('no_conviction_in_the_period', 'units_asked', notes=['until']) }}
        as no_conviction_in_the_period_asks_about,
    {{ others_counted('at_most_one_assaultive', 'units') }} as at_most_one_assaultive_rests_on,
    {{ others_counted('at_most_one_assaultive', 'units_asked') }}
        as at_most_one_assaultive_asks_about,
    ten_years_since_sentence_or_prison_last as ten_years_since_sentence_or_prison_over_on,
    least(
        sentence_day_until,
        prison_release_day_until,
        case
            when has_sentence then {{ next_change('ten_years_since_sentence_or_prison') }}
        end
    ) as ten_years_since_sentence_or_prison_until,
    {{ source_of_latest(['sentence', 'prison_release'], []) }}
        as ten_years_since_sentence_or_prison_source,
    {{ others_counted('at_most_three_felonies', 'units') }} as at_most_three_felonies_rests_on,
    {{ others_counted('at_most_three_felonies', 'units_asked') }}
        as at_most_three_felonies_asks_about,
    no_conviction_in_the_period_on_felony_changes_on
        as no_conviction_in_the_period_on_felony_until,
    {{ others_counted('no_conviction_in_the_period_on_felony', 'units', notes=['until']) }}
        as no_conviction_in_the_period_on_felony_rests_on,
    {{ others_counted(
        'no_conviction_in_the_period_on_felony', 'units_asked', notes=['until']
    ) }} as no_conviction_in_the_period_on_felony_asks_about
from elements
left join person_days using (person_id)
left join window_days using (unit_id)
