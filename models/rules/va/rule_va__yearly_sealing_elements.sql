-- Compiled from code_19_2_392_11.law by lookback law compile va, hash 84a3d6cbd21f79ee.
-- Virginia: Va. Code 19.2-392.11 (yearly sealing of misdemeanors without a conviction): Yearly
-- sealing of misdemeanors without a conviction.
-- A condition is true, false, or NULL where nobody knows; AND, OR and NOT of SQL do the rest.
-- A day is known by the first and the last day that it can be.
with
-- What each charge is.
charges as (
    select
        *,
        -- Va. Code 19.2-392.11(A)
        {{ is_disposed([
            'acquittal', 'nolle_prosequi', 'dismissal', 'dismissed_with_prejudice',
            'dismissed_without_prejudice'
        ]) }}
        and level = 'misdemeanor'
        and {{ is_since('offense', "date '1986-01-01'") }} as misdemeanor_without_conviction,
        -- Va. Code 19.2-392.11(A); 19.2-390(A)(1)(d); Va. Code 19.2-392.11(A);
        -- 19.2-390(A)(1)(c),(e); Va. Code 19.2-390(A)(1)(b)
        (
            {{ is_disposed(['conviction']) }}
            and level = 'misdemeanor'
            and max_days >= 1
            and {{ is_listed(['va_reported_if_jail']) }}
            and is_here
            and {{ is_told('ordered_sealed', ['no']) }}
        )
        or (
            {{ is_disposed(['conviction']) }}
            and level not in ('felony', 'traffic_infraction', 'civil_infraction')
            and {{ is_listed(['va_reported']) }}
            and is_here
            and {{ is_told('ordered_sealed', ['no']) }}
        )
        or (
            {{ is_disposed(['conviction']) }}
            and level = 'felony'
            and is_here
            and {{ is_told('ordered_sealed', ['no']) }}
        ) as reported_conviction,
        -- Va. Code 19.2-392.11(A); 19.2-390(A)(1)(d); Va. Code 19.2-392.11(A);
        -- 19.2-390(A)(1)(c),(e); Va. Code 19.2-390(A)(1)(b)
        (
            level = 'misdemeanor'
            and max_days >= 1
            and {{ is_listed(['va_reported_if_jail']) }}
            and is_here
        )
        or (
            level not in ('felony', 'traffic_infraction', 'civil_infraction')
            and {{ is_listed(['va_reported']) }}
            and is_here
        )
        or (level = 'felony' and is_here) as reported_charge
    from {{ ref('rule_va__wide_facts') }}
    where unit = 'charge'
),

-- What is counted over a life.
person as (
    select
        person_id,
        count(*) filter (where reported_conviction) as no_conviction_ever_surely,
        count(*) filter (where reported_conviction is not false) as no_conviction_ever_perhaps
    from charges
    group by person_id
),

-- The charges that a path is, or may be, for; when each wait is over, at the earliest and at the
-- latest.
waits as (
    select
        *,
        -- Va. Code 19.2-392.11(A)
        disposition_first as disposed_of_first,
        disposition_last as disposed_of_last
    from charges
    left join person using (person_id)
    where is_candidate and is_here is not false and misdemeanor_without_conviction is not false
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
        -- Va. Code 19.2-392.11(A)
        other.reported_charge as no_charge_in_three_years_kind,
        {{ is_in_last_years('other', 3) }} as no_charge_in_three_years_window
    from waits as own
    inner join charges as other
        on own.person_id = other.person_id
    where other.reported_charge is not false
),

-- How many of them lie in the window, surely and perhaps.
counted as (
    select
        unit_id,
        count(*) filter (where no_charge_in_three_years_kind and no_charge_in_three_years_window)
            as no_charge_in_three_years_surely,
        count(*)
        filter (
            where (no_charge_in_three_years_kind and no_charge_in_three_years_window) is not false
        ) as no_charge_in_three_years_perhaps
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
        -- Va. Code 19.2-392.11(A): Has the case ended?
        case when has_disposition then {{ has_waited('disposed_of') }} end as disposed_of,
        -- Va. Code 19.2-392.11(A): Was the person convicted of an offense that is reported?
        {{ fewer_than(1, 'no_conviction_ever', but='reported_conviction') }} as no_conviction_ever,
        -- Va. Code 19.2-392.11(A): Was the person arrested or charged in the past three years?
        {{ fewer_than(1, 'no_charge_in_three_years') }} as no_charge_in_three_years
    from waits
    left join counted using (unit_id)
),

-- Bookkeeping: since or until when, until when that holds, who says so, what is presumed.
-- What the facts of a charge say beside their answer: until when it holds, who says so.
charge_days as (
    select
        unit_id,
        person_id,
        is_here,
        reported_conviction,
        (
            {{ is_disposed(['conviction']) }}
            and level = 'misdemeanor'
            and max_days >= 1
            and {{ is_listed(['va_reported_if_jail']) }}
            and is_here
        ) is not false
        or (
            {{ is_disposed(['conviction']) }}
            and level not in ('felony', 'traffic_infraction', 'civil_infraction')
            and {{ is_listed(['va_reported']) }}
            and is_here
        ) is not false
        or ({{ is_disposed(['conviction']) }} and level = 'felony' and is_here) is not false
            as reported_conviction_asks_ordered_sealed,
        cast(null as date) as reported_conviction_until,
        cast(null as varchar) as reported_conviction_source,
        cast(null as date) as reported_conviction_over_on,
        coalesce(false, false) as reported_conviction_is_presumed
    from charges
),

-- What the days and facts of all charges of the person say.
person_days as (
    select
        person_id,
        min(reported_conviction_until) as no_conviction_ever_counts_until,
        case
            when bool_or(reported_conviction_source = 'established_facts')
                filter (
                    where (
                        reported_conviction is not false
                        or reported_conviction_until is not null
                        or reported_conviction_is_presumed
                    )
                )
                then 'established_facts'
            else coalesce(
                    max(coalesce(reported_conviction_source, 'history'))
                    filter (where reported_conviction is not false),
                    'history'
                )
        end as no_conviction_ever_source_of_all,
        count(*) filter (where reported_conviction_is_presumed and reported_conviction is false)
            as no_conviction_ever_presumed,
        {{ list_units(
            'no_conviction_ever', 'reported_conviction',
            presumed='reported_conviction_is_presumed'
        ) }}
    from charges
    inner join (
        select * exclude (person_id, is_here, reported_conviction) from charge_days
    ) as told using (unit_id)
    group by person_id
),

-- The first day on which a window looks at another charge otherwise, and the charges that lie in
-- it.
window_days as (
    select
        unit_id,
        min({{ leaves_last_years(3) }}) filter (where no_charge_in_three_years_kind is not false)
            as no_charge_in_three_years_changes_on,
        {{ all_leave_last_years('no_charge_in_three_years', 3) }}
            as no_charge_in_three_years_leaves_on,
        {{ list_units('no_charge_in_three_years', unit='other_id') }}
    from others
    group by unit_id
)

select
    unit_id, person_id, person_bucket, case_key, as_of_date, disposition_source,
    -- What it is.
    misdemeanor_without_conviction,
    -- What is asked of it.
    not_relieved_before, court_of_this_state, record_is_clear, disposed_of, no_conviction_ever,
    no_charge_in_three_years,
    {{ events_of('not_relieved_before', 'facts', 'not_relieved_before', []) }}
        as not_relieved_before_rests_on,
    {{ events_of('court_of_this_state', 'facts', 'court_of_this_state', []) }}
        as court_of_this_state_rests_on,
    {{ events_of('record_is_clear', 'facts', 'record_is_clear', []) }}
        as record_is_clear_rests_on,
    disposed_of_last as disposed_of_over_on,
    least(
        disposition_day_until,
        case when has_disposition then {{ next_change('disposed_of') }} end
    ) as disposed_of_until,
    case when disposition_last is not null then disposition_day_source end
        as disposed_of_source,
    no_conviction_ever_counts_until as no_conviction_ever_until,
    case
        when no_conviction_ever_perhaps - cast(reported_conviction is not false as integer) > 0
            or no_conviction_ever_source_of_all = 'established_facts'
            then no_conviction_ever_source_of_all
    end as no_conviction_ever_source,
    no_conviction_ever_presumed
    - cast(reported_conviction_is_presumed and reported_conviction is false as integer) > 0
    and no_conviction_ever as no_conviction_ever_is_presumed,
    {{ others_counted(
        'no_conviction_ever', 'units', but_itself=true,
        notes=['until', 'source', 'is_presumed']
    ) }} as no_conviction_ever_rests_on,
    {{ others_counted(
        'no_conviction_ever', 'units_asked', but_itself=true,
        notes=['until', 'source', 'is_presumed']
    ) }} as no_conviction_ever_asks_about,
    case when no_charge_in_three_years is false then no_charge_in_three_years_leaves_on end
        as no_charge_in_three_years_over_on,
    no_charge_in_three_years_changes_on as no_charge_in_three_years_until,
    {{ others_counted('no_charge_in_three_years', 'units', notes=['over_on', 'until']) }}
        as no_charge_in_three_years_rests_on,
    {{ others_counted(
        'no_charge_in_three_years', 'units_asked', notes=['over_on', 'until']
    ) }} as no_charge_in_three_years_asks_about
from elements
left join (
    select * exclude (person_id, is_here, reported_conviction) from charge_days
) as told using (unit_id)
left join person_days using (person_id)
left join window_days using (unit_id)
