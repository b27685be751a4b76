-- Compiled from code_19_2_392_6.law by lookback law compile va, hash 84a3d6cbd21f79ee.
-- Virginia: Va. Code 19.2-392.6 and 392.7 (automatic sealing of convictions): Automatic sealing of
-- convictions.
-- A condition is true, false, or NULL where nobody knows; AND, OR and NOT of SQL do the rest.
-- A day is known by the first and the last day that it can be.
with
-- What each charge is.
charges as (
    select
        *,
        -- Va. Code 19.2-392.6(A)
        {{ is_disposed(['conviction']) }}
        and level = 'misdemeanor'
        and {{ is_of_section([
            '18.2-96', '18.2-103', '18.2-119', '18.2-120', '18.2-134', '18.2-248.1', '18.2-415'
        ]) }}
        and {{ is_since('offense', "date '1986-01-01'") }} as of_subsection_a,
        -- Va. Code 19.2-392.6(A)
        {{ is_disposed(['conviction']) }}
        and level = 'misdemeanor'
        and {{ is_of_section([
            '18.2-96', '18.2-103', '18.2-119', '18.2-120', '18.2-134', '18.2-415'
        ]) }}
        and {{ is_since('offense', "date '1986-01-01'") }} as listed_conviction,
        -- Va. Code 19.2-392.6(A)
        {{ is_disposed(['conviction']) }}
        and level = 'misdemeanor'
        and {{ is_of_section(['18.2-248.1']) }}
        and {{ is_since('offense', "date '1986-01-01'") }} as marijuana_conviction,
        -- Va. Code 19.2-392.6(A) as of 2027-07-01 (2026 Acts of Assembly, Special Session I,
        -- chapter 1)
        {{ is_disposed(['conviction']) }}
        and level = 'misdemeanor'
        and {{ is_listed(['va_former_18_2_248_1']) }}
        and {{ is_since('offense', "date '1986-01-01'") }} as former_marijuana_conviction,
        -- Va. Code 19.2-392.6(C)
        {{ is_disposed(['conviction']) }}
        and level <> 'traffic_infraction'
        and not of_subsection_a as not_listed,
        -- Va. Code 19.2-392.7(B)(ii)
        level <> 'traffic_infraction' and not is_here as charge_elsewhere,
        -- Va. Code 19.2-392.6(B); 19.2-390(A)(1)(d); Va. Code 19.2-392.6(B); 19.2-390(A)(1)(c),(e);
        -- Va. Code 19.2-392.6(B); Va. Code 19.2-390(A)(1)(b)
        (
            {{ is_disposed(['conviction']) }}
            and level = 'misdemeanor'
            and max_days >= 1
            and {{ is_listed(['va_reported_if_jail']) }}
        )
        or (
            {{ is_disposed(['conviction']) }}
            and level not in ('felony', 'traffic_infraction', 'civil_infraction')
            and {{ is_listed(['va_reported']) }}
        )
        or ({{ is_disposed(['conviction']) }} and level <> 'traffic_infraction' and not is_here)
        or ({{ is_disposed(['conviction']) }} and level = 'felony') as reportable
    from {{ ref('rule_va__wide_facts') }}
    where unit = 'charge'
),

-- The charges that a path is, or may be, for; when each wait is over, at the earliest and at the
-- latest.
waits as (
    select
        *,
        -- Va. Code 19.2-392.6(B)
        {{ years_after('disposition_first', 7) }} as seven_years_first,
        {{ years_after('disposition_last', 7) }} as seven_years_last
    from charges
    where
        is_candidate
        and is_here is not false
        and (
            listed_conviction is not false
            or marijuana_conviction is not false
            or former_marijuana_conviction is not false
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
        -- Va. Code 19.2-392.6(B)
        other.reportable as no_conviction_in_seven_years_kind,
        {{ is_between(
            'other.disposition_first', 'other.disposition_last', 'own.disposition_first',
            'own.disposition_last', 'least(own.seven_years_first, own.as_of_date)',
            'least(own.seven_years_last, own.as_of_date)'
        ) }} as no_conviction_in_seven_years_window,
        -- Va. Code 19.2-392.6(C)
        other.not_listed as nothing_else_that_day_kind,
        {{ is_same_day('other', 'own') }} as nothing_else_that_day_window,
        -- Va. Code 19.2-392.7(B)(ii)
        other.charge_elsewhere as no_charge_elsewhere_in_seven_years_kind,
        {{ is_between(
            'other.disposition_first', 'other.disposition_last', 'own.disposition_first',
            'own.disposition_last', 'least(own.seven_years_first, own.as_of_date)',
            'least(own.seven_years_last, own.as_of_date)'
        ) }} as no_charge_elsewhere_in_seven_years_window
    from waits as own
    inner join charges as other
        on own.person_id = other.person_id and own.unit_id <> other.unit_id
    where
        other.reportable is not false
        or other.not_listed is not false
        or other.charge_elsewhere is not false
),

-- How many of them lie in the window, surely and perhaps.
counted as (
    select
        unit_id,
        count(*)
        filter (where no_conviction_in_seven_years_kind and no_conviction_in_seven_years_window)
            as no_conviction_in_seven_years_surely,
        count(*)
        filter (
            where (
                no_conviction_in_seven_years_kind and no_conviction_in_seven_years_window
            ) is not false
        ) as no_conviction_in_seven_years_perhaps,
        count(*) filter (where nothing_else_that_day_kind and nothing_else_that_day_window)
            as nothing_else_that_day_surely,
        count(*)
        filter (where (nothing_else_that_day_kind and nothing_else_that_day_window) is not false)
            as nothing_else_that_day_perhaps,
        count(*)
        filter (
            where no_charge_elsewhere_in_seven_years_kind
            and no_charge_elsewhere_in_seven_years_window
        ) as no_charge_elsewhere_in_seven_years_surely,
        count(*)
        filter (
            where (
                no_charge_elsewhere_in_seven_years_kind
                and no_charge_elsewhere_in_seven_years_window
            ) is not false
        ) as no_charge_elsewhere_in_seven_years_perhaps
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
        -- Va. Code 19.2-392.6(B): Are seven years over since the conviction?
        case when has_disposition then {{ has_waited('seven_years') }} end as seven_years,
        -- Va. Code 19.2-392.6(B): Was the person convicted of something reportable in that time,
        -- here or elsewhere?
        {{ fewer_than(1, 'no_conviction_in_seven_years') }} as no_conviction_in_seven_years,
        -- Va. Code 19.2-392.6(C): Was the person convicted on that day of another offense, one
        -- outside subsection A?
        {{ fewer_than(1, 'nothing_else_that_day') }} as nothing_else_that_day,
        -- Va. Code 19.2-392.7(B)(ii): Was the person charged in another jurisdiction in that time?
        case when {{ fewer_than(1, 'no_charge_elsewhere_in_seven_years') }} then true end
            as no_charge_elsewhere_in_seven_years
    from waits
    left join counted using (unit_id)
),

-- Bookkeeping: since or until when, until when that holds, who says so, what is presumed.
-- The first day on which a window looks at another charge otherwise, and the charges that lie in
-- it.
window_days as (
    select
        unit_id,
        min({{ day_past() }}) filter (where no_conviction_in_seven_years_kind is not false)
            as no_conviction_in_seven_years_changes_on,
        min({{ day_past() }}) filter (where no_charge_elsewhere_in_seven_years_kind is not false)
            as no_charge_elsewhere_in_seven_years_changes_on,
        {{ list_units('no_conviction_in_seven_years', unit='other_id') }},
        {{ list_units('nothing_else_that_day', unit='other_id') }},
        {{ list_units('no_charge_elsewhere_in_seven_years', unit='other_id') }}
    from others
    group by unit_id
)

select
    unit_id, person_id, person_bucket, case_key, as_of_date, disposition_source,
    -- What it is.
    listed_conviction, marijuana_conviction, former_marijuana_conviction,
    -- What is asked of it.
    not_relieved_before, court_of_this_state, record_is_clear, seven_years,
    no_conviction_in_seven_years, nothing_else_that_day, no_charge_elsewhere_in_seven_years,
    {{ events_of('not_relieved_before', 'facts', 'not_relieved_before', []) }}
        as not_relieved_before_rests_on,
    {{ events_of('court_of_this_state', 'facts', 'court_of_this_state', []) }}
        as court_of_this_state_rests_on,
    {{ events_of('record_is_clear', 'facts', 'record_is_clear', []) }}
        as record_is_clear_rests_on,
    seven_years_last as seven_years_over_on,
    least(
        disposition_day_until,
        case when has_disposition then {{ next_change('seven_years') }} end
    ) as seven_years_until,
    case when disposition_last is not null then disposition_day_source end
        as seven_years_source,
    no_conviction_in_seven_years_changes_on as no_conviction_in_seven_years_until,
    {{ others_counted('no_conviction_in_seven_years', 'units', notes=['until']) }}
        as no_conviction_in_seven_years_rests_on,
    {{ others_counted('no_conviction_in_seven_years', 'units_asked', notes=['until']) }}
        as no_conviction_in_seven_years_asks_about,
    {{ others_counted('nothing_else_that_day', 'units') }} as nothing_else_that_day_rests_on,
    {{ others_counted('nothing_else_that_day', 'units_asked') }}
        as nothing_else_that_day_asks_about,
    no_charge_elsewhere_in_seven_years_changes_on as no_charge_elsewhere_in_seven_years_until,
    {{ others_counted('no_charge_elsewhere_in_seven_years', 'units', notes=['until']) }}
        as no_charge_elsewhere_in_seven_years_rests_on,
    {{ others_counted('no_charge_elsewhere_in_seven_years', 'units_asked', notes=['until']) }}
        as no_charge_elsewhere_in_seven_years_asks_about
from elements
left join window_days using (unit_id)
