-- Compiled from del_c_11_4373a.law by lookback law compile de, hash 476708ad99940a60.
-- Delaware: 11 Del. C. 4373A (mandatory expungement without application): Mandatory expungement
-- without application.
-- A condition is true, false, or NULL where nobody knows; AND, OR and NOT of SQL do the rest.
-- A day is known by the first and the last day that it can be.
with
-- What each charge is.
charges as (
    select
        *,
        -- 11 Del. C. 4373(a)(1)b.
        {{ is_disposed(['conviction']) }} and level = 'violation' as violation,
        -- 11 Del. C. 4373(a)(1)c. and d.
        {{ is_disposed(['conviction']) }} and {{ is_listed(['de_without_wait']) }}
            as marijuana_paraphernalia_or_alcohol,
        -- 11 Del. C. 4373(a)(2)
        {{ is_disposed(['conviction']) }} and {{ is_listed(['de_conviction_bars']) }}
            as conviction_that_bars,
        -- 11 Del. C. 4373(a)(2)a.
        {{ is_disposed(['conviction']) }} and level = 'misdemeanor' as misdemeanor,
        -- 11 Del. C. 4373(a)(2)b.
        {{ is_disposed(['conviction']) }} and {{ is_listed(['de_drug_possession']) }}
            as drug_possession,
        -- 11 Del. C. 4373(a)(2)c.
        {{ is_disposed(['conviction']) }}
        and level = 'felony'
        and {{ is_listed(['de_felonies_of_ten_years']) }} as listed_felony,
        -- 11 Del. C. 4373(b); 4374(a)(1)
        {{ is_listed(['de_4373b']) }} as listed_misdemeanor,
        -- 11 Del. C. 4372(b)(1) to (5)
        {{ is_disposed([
            'acquittal', 'dismissal', 'dismissed_with_prejudice', 'dismissed_without_prejudice',
            'nolle_prosequi', 'deferred_dismissed'
        ]) }} as terminated_in_favor,
        -- 11 Del. C. 4372(b)(6)
        {{ is_disposed(['declined', 'arrest_without_charge']) }} as never_charged,
        -- 11 Del. C. 4372(b)(7), 4373(a)(3)
        {{ is_disposed(['none', 'pending']) }} as without_disposition,
        -- 11 Del. C. 4372(f); 4374(b)
        {{ is_listed(['de_never', 'de_title_21']) }} as excluded
    from {{ ref('rule_de__wide_facts') }}
    where unit = 'charge'
),

-- What is counted over a life.
person as (
    select
        person_id,
        count(*) filter (where conviction_that_bars) as no_conviction_that_bars_surely,
        count(*) filter (where conviction_that_bars is not false)
            as no_conviction_that_bars_perhaps
    from charges
    group by person_id
),

-- What is counted in the case.
court_case as (
    select
        case_key,
        count(*) filter (where conviction_that_bars) as no_conviction_that_bars_in_the_case_surely,
        count(*) filter (where conviction_that_bars is not false)
            as no_conviction_that_bars_in_the_case_perhaps
    from charges
    where case_key is not null
    group by case_key
),

-- The charges that a path is, or may be, for; when each wait is over, at the earliest and at the
-- latest.
waits as (
    select
        *,
        greatest(disposition_first, release_or_sentence_first) as conviction_or_release_first,
        disposition_last is null or release_or_sentence_last is null
            as conviction_or_release_is_open,
        case
            when not conviction_or_release_is_open
                then greatest(disposition_last, release_or_sentence_last)
        end as conviction_or_release_last,
        -- 11 Del. C. 4372(b)(6)
        {{ years_after('arrest_first', 1) }} as one_year_without_charges_first,
        {{ years_after('arrest_last', 1) }} as one_year_without_charges_last,
        -- 11 Del. C. 4372(b)(7), 4373(a)(3)
        {{ years_after('arrest_first', 7) }} as seven_years_old_first,
        {{ years_after('arrest_last', 7) }} as seven_years_old_last,
        -- 11 Del. C. 4373(a)(1)b.
        {{ years_after('disposition_first', 3) }} as three_years_first,
        {{ years_after('disposition_last', 3) }} as three_years_last,
        -- 11 Del. C. 4373(a)(2)a. and b.
        {{ years_after('disposition_first', 5) }} as five_years_first,
        {{ years_after('disposition_last', 5) }} as five_years_last,
        -- 11 Del. C. 4373(a)(2)c.
        {{ years_after('conviction_or_release_first', 10) }} as ten_years_first,
        {{ years_after('conviction_or_release_last', 10) }} as ten_years_last
    from charges
    left join person using (person_id)
    left join court_case using (case_key)
    where
        is_candidate
        and is_here is not false
        and (
            terminated_in_favor is not false
            or never_charged is not false
            or without_disposition is not false
            or marijuana_paraphernalia_or_alcohol is not false
            or violation is not false
            or drug_possession is not false
            or misdemeanor is not false
            or listed_felony is not false
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
        -- aclu-de.org, Mandatory Expungement Eligibility Guide (the section was not read);
        -- 4373(a)(3)
        other.without_disposition and coalesce(own.case_key <> other.case_key, true)
            as no_open_charge_kind,
        {{ is_in_last_years('other', 7) }} as no_open_charge_window
    from waits as own
    inner join charges as other
        on own.person_id = other.person_id and own.unit_id <> other.unit_id
    where other.without_disposition is not false
),

-- How many of them lie in the window, surely and perhaps.
counted as (
    select
        unit_id,
        count(*) filter (where no_open_charge_kind and no_open_charge_window)
            as no_open_charge_surely,
        count(*) filter (where (no_open_charge_kind and no_open_charge_window) is not false)
            as no_open_charge_perhaps
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
        -- 11 Del. C. 4372(f); 4374(b): Is it an offense that is excluded from expungement?
        not excluded as not_excluded,
        -- aclu-de.org, Mandatory Expungement Eligibility Guide (the section was not read);
        -- 4373(a)(3): Has the person an open charge that bars the expungement?
        case when {{ fewer_than(1, 'no_open_charge') }} then true end as no_open_charge,
        -- aclu-de.org, Mandatory Expungement Eligibility Guide (the section was not read): Is the
        -- person under probation or parole that bars the expungement?
        case when {{ does_not_appear('actively_supervised') }} then true end as not_supervised,
        -- 11 Del. C. 4372(b)(6): Is a year over since the arrest, without charges?
        case when has_arrest then {{ has_waited('one_year_without_charges') }} end
            as one_year_without_charges,
        -- 11 Del. C. 4372(b)(7), 4373(a)(3): Is the case seven years old?
        case when has_arrest then {{ has_waited('seven_years_old') }} end as seven_years_old,
        -- 11 Del. C. 4372(b)(7), 4373(a)(3): Is there an active warrant in the case?
        {{ does_not_appear('active_warrant') }} as no_active_warrant_on_record,
        case
            when active_warrant_established_yes then false
            when active_warrant_established_no then true
        end as no_active_warrant_told,
        coalesce(no_active_warrant_on_record, no_active_warrant_told) as no_active_warrant,
        -- 11 Del. C. 4372(b)(7), 4373(a)(3): Is there documented activity in the case within the
        -- last twelve months?
        {{ does_not_appear('activity_within_12_months') }} as no_activity_on_record,
        case
            when activity_within_12_months_established_yes then false
            when activity_within_12_months_established_no then true
        end as no_activity_told,
        coalesce(no_activity_on_record, no_activity_told) as no_activity,
        -- 11 Del. C. 4373(a)(1)b.: Are three years over since the conviction?
        case when has_disposition then {{ has_waited('three_years') }} end as three_years,
        -- 11 Del. C. 4373(a)(2)a. and b.: Are five years over since the conviction?
        case when has_disposition then {{ has_waited('five_years') }} end as five_years,
        -- 11 Del. C. 4373(a)(2): Has the person a prior or subsequent conviction that bars
        -- eligibility?
        {{ fewer_than(1, 'no_conviction_that_bars', but_case_of='conviction_that_bars') }}
            as no_conviction_that_bars,
        -- 11 Del. C. 4373(b); 4374(a)(1): Is it a misdemeanor that 4373(b) lists?
        not listed_misdemeanor as not_listed_in_b,
        -- 11 Del. C. 4373(a)(2)c.: Are ten years over since the later of conviction and release?
        case
            when has_disposition and has_release_or_sentence then {{ has_waited('ten_years') }}
        end as ten_years
    from waits
    left join counted using (unit_id)
),

-- Bookkeeping: since or until when, until when that holds, who says so, what is presumed.
-- What the days and facts of all charges of the person say.
person_days as (
    select
        person_id,
        {{ list_units('no_conviction_that_bars', 'conviction_that_bars') }}
    from charges
    group by person_id
),

-- The charges of the case that are counted.
case_units as (
    select
        case_key,
        list(unit_id) as units_of_the_case
    from charges
    where case_key is not null
    group by case_key
),

-- The first day on which a window looks at another charge otherwise, and the charges that lie in
-- it.
window_days as (
    select
        unit_id,
        min({{ leaves_last_years(7) }}) filter (where no_open_charge_kind is not false)
            as no_open_charge_changes_on,
        {{ list_units('no_open_charge', unit='other_id') }}
    from others
    group by unit_id
)

select
    unit_id, person_id, person_bucket, case_key, as_of_date, disposition_source,
    -- What it is.
    terminated_in_favor, never_charged, without_disposition, marijuana_paraphernalia_or_alcohol,
    violation, drug_possession, misdemeanor, listed_felony,
    -- What is asked of it.
    not_relieved_before, court_of_this_state, record_is_clear, not_excluded, no_open_charge,
    not_supervised, one_year_without_charges, seven_years_old, no_active_warrant, no_activity,
    three_years, five_years, no_conviction_that_bars, not_listed_in_b, ten_years,
    {{ events_of('not_relieved_before', 'facts', 'not_relieved_before', []) }}
        as not_relieved_before_rests_on,
    {{ events_of('court_of_this_state', 'facts', 'court_of_this_state', []) }}
        as court_of_this_state_rests_on,
    {{ events_of('record_is_clear', 'facts', 'record_is_clear', []) }}
        as record_is_clear_rests_on,
    no_open_charge_changes_on as no_open_charge_until,
    {{ others_counted('no_open_charge', 'units', notes=['until']) }}
        as no_open_charge_rests_on,
    {{ others_counted('no_open_charge', 'units_asked', notes=['until']) }}
        as no_open_charge_asks_about,
    actively_supervised_answer_over_on as not_supervised_over_on,
    least(
        actively_supervised_answer_until,
        {{ if_to_come('actively_supervised_answer_over_on') }}
    ) as not_supervised_until,
    actively_supervised_answer_source as not_supervised_source,
    {{ events_of(
        'not_supervised', 'statuses', 'actively_supervised', ['over_on', 'until', 'source']
    ) }} as not_supervised_rests_on,
    one_year_without_charges_last as one_year_without_charges_over_on,
    least(
        arrest_day_until,
        case when has_arrest then {{ next_change('one_year_without_charges') }} end
    ) as one_year_without_charges_until,
    case when arrest_last is not null then arrest_day_source end
        as one_year_without_charges_source,
    seven_years_old_last as seven_years_old_over_on,
    least(
        arrest_day_until,
        case when has_arrest then {{ next_change('seven_years_old') }} end
    ) as seven_years_old_until,
    case when arrest_last is not null then arrest_day_source end as seven_years_old_source,
    case when no_active_warrant_told = no_active_warrant then 'established_facts' end
        as no_active_warrant_source,
    {{ events_of_record('no_active_warrant', 'facts', 'active_warrant', []) }}
        as no_active_warrant_rests_on,
    case when no_activity_told = no_activity then 'established_facts' end
        as no_activity_source,
    {{ events_of_record('no_activity', 'facts', 'activity_within_12_months', []) }}
        as no_activity_rests_on,
    three_years_last as three_years_over_on,
    least(
        disposition_day_until,
        case when has_disposition then {{ next_change('three_years') }} end
    ) as three_years_until,
    case when disposition_last is not null then disposition_day_source end
        as three_years_source,
    five_years_last as five_years_over_on,
    least(
        disposition_day_until,
        case when has_disposition then {{ next_change('five_years') }} end
    ) as five_years_until,
    case when disposition_last is not null then disposition_day_source end
        as five_years_source,
    {{ others_counted(
        'no_conviction_that_bars', 'units', but_itself=true, but_its_case=true
    ) }} as no_conviction_that_bars_rests_on,
    {{ others_counted(
        'no_conviction_that_bars', 'units_asked', but_itself=true, but_its_case=true
    ) }} as no_conviction_that_bars_asks_about,
    ten_years_last as ten_years_over_on,
    least(
        disposition_day_until,
        release_or_sentence_day_until,
        case
            when has_disposition and has_release_or_sentence
                then {{ next_change('ten_years') }}
        end
    ) as ten_years_until,
    {{ source_of_latest(['disposition', 'release_or_sentence'], []) }} as ten_years_source
from elements
left join person_days using (person_id)
left join case_units using (case_key)
left join window_days using (unit_id)
