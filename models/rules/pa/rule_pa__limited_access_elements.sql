-- Compiled from pacs_18_9122_2.law by lookback law compile pa, hash c7c92f6d8ba9e247.
-- Pennsylvania: 18 Pa.C.S. 9122.2 and 9122.3 (clean slate limited access): Clean slate limited
-- access.
-- A condition is true, false, or NULL where nobody knows; AND, OR and NOT of SQL do the rest.
-- A day is known by the first and the last day that it can be.
with
-- What each charge is.
charges as (
    select
        *,
        -- 75 Pa.C.S. 3803(a)(1), (b)(1), (b)(2)
        level = 'misdemeanor' and grade = 'M' and {{ is_of_section(['75 Pa.C.S. 3802']) }}
            as ungraded_dui,
        -- 18 Pa.C.S. 9122.2(a)(1); 18 Pa.C.S. 9122.2(a)(1); 75 Pa.C.S. 3803(a)(1), (b)(1), (b)(2)
        ({{ is_disposed(['conviction']) }} and level = 'misdemeanor' and grade in ('M2', 'M3'))
        or ({{ is_disposed(['conviction']) }} and level = 'misdemeanor' and max_days <= 730)
        or (
            {{ is_disposed(['conviction']) }}
            and level = 'misdemeanor'
            and grade = 'M'
            and {{ is_of_section(['75 Pa.C.S. 3802']) }}
        ) as m2_m3_or_two_years,
        -- 18 Pa.C.S. 9122.2(a)(1); 9122.3(a)(2)(iii)
        {{ is_disposed(['conviction']) }} and max_days >= 365 and not ungraded_dui
            as punishable_1y,
        -- 18 Pa.C.S. 9122.2(a)(2)
        {{ is_disposed([
            'dismissal', 'dismissed_with_prejudice', 'dismissed_without_prejudice',
            'nolle_prosequi', 'acquittal', 'deferred_dismissed', 'declined'
        ]) }} as no_conviction,
        -- 18 Pa.C.S. 9122.2(a)(3)
        {{ is_disposed(['conviction']) }} and level = 'summary' as summary,
        -- 18 Pa.C.S. 9122.2(a)(4)
        {{ is_disposed(['conditionally_pardoned']) }}
        or ({{ is_disposed(['pardoned']) }} and {{ is_listed(['pa_pardons']) }})
            as conditional_pardon,
        -- 18 Pa.C.S. 9122.3(a)(1)(i)-(vi)
        {{ is_listed(['pa_art_b', 'pa_art_d', 'pa_ch61', 'pa_sorna', 'pa_5533', 'pa_6301']) }}
            as barred_offense,
        -- 18 Pa.C.S. 9122.3(a)(2)(i)
        {{ is_disposed(['conviction']) }}
        and level = 'felony'
        and not {{ is_listed(['pa_qualifying']) }} as felony_not_qualifying,
        -- 18 Pa.C.S. 9122.3(a)(2)(ii), (a.1)
        {{ is_disposed(['conviction']) }} and level = 'felony' as felony,
        -- 18 Pa.C.S. 9122.3(a)(2)(ii)
        {{ is_disposed(['conviction']) }} and max_days >= 731 and not ungraded_dui
            as punishable_over_2y,
        -- 18 Pa.C.S. 9122.3(a)(2)(iv)
        {{ is_disposed(['conviction']) }} and {{ is_listed(['pa_a2iv']) }} as listed_ever,
        -- 18 Pa.C.S. 9122.3(b)
        ({{ is_disposed(['conviction']) }} and max_days >= 1825 and not ungraded_dui)
        or (
            {{ is_disposed(['conviction']) }}
            and {{ is_listed([
                'pa_art_b', 'pa_art_d', 'pa_ch61', 'pa_sorna', 'pa_5533', 'pa_6301', 'pa_a2iv'
            ]) }}
        ) as bars_its_case,
        -- 18 Pa.C.S. 9122.2(a)(1.1); 9102
        {{ is_disposed(['conviction']) }}
        and imposed_min_days < 900
        and imposed_max_days < 1800
        and {{ is_listed(['pa_qualifying']) }} as qualifying_offense
    from {{ ref('rule_pa__wide_facts') }}
    where unit = 'charge'
),

-- What is counted over a life.
person as (
    select
        person_id,
        count(distinct coalesce(tracking_key, unit_id)) filter (where felony_not_qualifying)
            as no_felony_ever_surely,
        count(distinct coalesce(tracking_key, unit_id))
        filter (where felony_not_qualifying is not false) as no_felony_ever_perhaps,
        count(distinct coalesce(tracking_key, unit_id)) filter (where punishable_over_2y)
            as fewer_than_two_over_2y_surely,
        count(distinct coalesce(tracking_key, unit_id))
        filter (where punishable_over_2y is not false) as fewer_than_two_over_2y_perhaps,
        count(*) filter (where felony) as fewer_than_three_felonies_surely,
        count(*) filter (where felony is not false) as fewer_than_three_felonies_perhaps,
        count(distinct coalesce(tracking_key, unit_id)) filter (where punishable_1y)
            as fewer_than_four_1y_surely,
        count(distinct coalesce(tracking_key, unit_id)) filter (where punishable_1y is not false)
            as fewer_than_four_1y_perhaps,
        count(*) filter (where listed_ever) as no_listed_offense_ever_surely,
        count(*) filter (where listed_ever is not false) as no_listed_offense_ever_perhaps,
        max(disposition_first) filter (where punishable_1y)
            as last_conviction_of_a_year_disposition_first,
        max(disposition_last) filter (where punishable_1y is not false)
            as last_conviction_of_a_year_disposition_last,
        coalesce(
            bool_or(has_disposition and disposition_last is null)
            filter (where punishable_1y is not false),
            false
        ) as last_conviction_of_a_year_disposition_is_open
    from charges
    group by person_id
),

-- What is counted in the case.
court_case as (
    select
        case_key,
        count(*) filter (where bars_its_case) as no_graver_conviction_in_the_case_surely,
        count(*) filter (where bars_its_case is not false)
            as no_graver_conviction_in_the_case_perhaps
    from charges
    where case_key is not null
    group by case_key
),

-- The charges that a path is, or may be, for; when each wait is over, at the earliest and at the
-- latest.
waits as (
    select
        *,
        greatest(last_conviction_of_a_year_disposition_first, disposition_first)
            as last_conviction_of_a_year_first,
        last_conviction_of_a_year_disposition_is_open or disposition_last is null
            as last_conviction_of_a_year_is_open,
        case
            when not last_conviction_of_a_year_is_open
                then greatest(last_conviction_of_a_year_disposition_last, disposition_last)
        end as last_conviction_of_a_year_last,
        -- 18 Pa.C.S. 9122.2(a)(1)
        {{ years_after('last_conviction_of_a_year_first', 7) }} as free_for_7_years_first,
        {{ years_after('last_conviction_of_a_year_last', 7) }} as free_for_7_years_last,
        -- 18 Pa.C.S. 9122.2(a)(1.1)
        {{ years_after('last_conviction_of_a_year_first', 10) }} as free_for_10_years_first,
        {{ years_after('last_conviction_of_a_year_last', 10) }} as free_for_10_years_last,
        -- 18 Pa.C.S. 9122.2(a)(2)
        disposition_first as disposed_of_first,
        disposition_last as disposed_of_last,
        -- 18 Pa.C.S. 9122.2(a)(3)
        {{ years_after('disposition_first', 5) }} as five_years_since_judgment_first,
        {{ years_after('disposition_last', 5) }} as five_years_since_judgment_last
    from charges
    left join person using (person_id)
    left join court_case using (case_key)
    where
        is_candidate
        and is_here is not false
        and (
            m2_m3_or_two_years is not false
            or qualifying_offense is not false
            or no_conviction is not false
            or summary is not false
            or conditional_pardon is not false
        )
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
        -- 18 Pa.C.S. 9122.2(a)(1): Are seven years over since the last conviction of an offense
        -- punishable by one year or more?
        case when has_disposition then {{ has_waited('free_for_7_years') }} end
            as free_for_7_years,
        -- 18 Pa.C.S. 9122.2(a)(1),(1.1),(3), (b)(2)(i): Is restitution owed that the court ordered?
        {{ owes_nothing(['restitution']) }} as restitution_paid_on_record,
        case
            when restitution_is_paid_established_no then false
            when restitution_is_paid_established_yes then true
        end as restitution_paid_told,
        coalesce(restitution_paid_on_record, restitution_paid_told) as restitution_paid,
        -- 18 Pa.C.S. 9122.3(a)(1)(i)-(vi): Is it an offense that 9122.3(a)(1) lists, or an attempt,
        -- conspiracy or solicitation to commit one?
        not barred_offense as no_barred_offense,
        -- 18 Pa.C.S. 9122.3(a)(2)(i): Was the person ever convicted of a felony other than a
        -- qualifying offense?
        {{ fewer_than(1, 'no_felony_ever') }} as no_felony_ever,
        -- 18 Pa.C.S. 9122.3(a)(2)(ii), (a.1): Was the person convicted of two or more offenses
        -- punishable by over two years?
        {{ fewer_than(2, 'fewer_than_two_over_2y') }} as fewer_than_two_over_2y,
        -- 18 Pa.C.S. 9122.3(a.1), (a)(2)(ii): Was the person convicted of three or more felonies,
        -- on one docket or on several?
        {{ fewer_than(3, 'fewer_than_three_felonies') }} as fewer_than_three_felonies,
        -- 18 Pa.C.S. 9122.3(a)(2)(iii), (a.1): Was the person convicted of four or more offenses
        -- punishable by a year or more?
        {{ fewer_than(4, 'fewer_than_four_1y') }} as fewer_than_four_1y,
        -- 18 Pa.C.S. 9122.3(a)(2)(iv): Was the person ever convicted of an offense that
        -- 9122.3(a)(2)(iv) lists?
        {{ fewer_than(1, 'no_listed_offense_ever') }} as no_listed_offense_ever,
        -- 18 Pa.C.S. 9122.3(b): Is another conviction of the case for an offense punishable by five
        -- years or more, or of 9122.3(a)?
        {{ fewer_than(1, 'no_graver_conviction_in_the_case', but_in_case='bars_its_case') }}
            as no_graver_conviction_in_the_case,
        -- 18 Pa.C.S. 9122.3(b): Is it a qualifying offense, which 9122.3(b) leaves out?
        qualifying_offense as is_a_qualifying_offense,
        -- 18 Pa.C.S. 9122.2(a)(1.1): Are ten years over since the last conviction of an offense
        -- punishable by one year or more?
        case when has_disposition then {{ has_waited('free_for_10_years') }} end
            as free_for_10_years,
        -- 18 Pa.C.S. 9122.2(a)(2): Has the charge ended?
        case when has_disposition then {{ has_waited('disposed_of') }} end as disposed_of,
        -- 18 Pa.C.S. 9122.2(a)(3): Are five years over since the judgment?
        case when has_disposition then {{ has_waited('five_years_since_judgment') }} end
            as five_years_since_judgment,
        -- 18 Pa.C.S. 9122.3(b): Is it a qualifying offense, or is its case free of another
        -- conviction that 9122.3(b) names?
        {{ best_of(
            [['no_graver_conviction_in_the_case'], ['is_a_qualifying_offense']], only_waits=[]
        ) }} as nothing_graver_in_the_case_grade,
        case
            when nothing_graver_in_the_case_grade <> 2 then nothing_graver_in_the_case_grade < 2
        end as nothing_graver_in_the_case
    from waits
),

-- Bookkeeping: since or until when, until when that holds, who says so, what is presumed.
-- What the days and facts of all charges of the person say.
person_days as (
    select
        person_id,
        min(disposition_day_until) filter (where punishable_1y is not false)
            as last_conviction_of_a_year_disposition_until,
        arg_max(disposition_day_source, row(disposition_last, disposition_day_source))
        filter (where punishable_1y is not false and disposition_last is not null)
            as last_conviction_of_a_year_disposition_source,
        {{ list_units('no_felony_ever', 'felony_not_qualifying') }},
        {{ list_units('fewer_than_two_over_2y', 'punishable_over_2y') }},
        {{ list_units('fewer_than_three_felonies', 'felony') }},
        {{ list_units('fewer_than_four_1y', 'punishable_1y') }},
        {{ list_units('no_listed_offense_ever', 'listed_ever') }},
        {{ units_of_latest({'disposition': 'punishable_1y'}) }} as last_conviction_of_a_year_units
    from charges
    group by person_id
),

-- The charges of the case that are counted.
case_units as (
    select
        case_key,
        {{ list_units('no_graver_conviction_in_the_case', 'bars_its_case') }}
    from charges
    where case_key is not null
    group by case_key
)

select
    unit_id, person_id, person_bucket, case_key, as_of_date, disposition_source,
    -- What it is.
    m2_m3_or_two_years, qualifying_offense, no_conviction, summary, conditional_pardon,
    -- What is asked of it.
    not_relieved_before, court_of_this_state, record_is_clear, free_for_7_years, restitution_paid,
    no_barred_offense, no_felony_ever, fewer_than_two_over_2y, fewer_than_three_felonies,
    fewer_than_four_1y, no_listed_offense_ever, nothing_graver_in_the_case_grade,
    nothing_graver_in_the_case, no_graver_conviction_in_the_case, is_a_qualifying_offense,
    free_for_10_years, disposed_of, five_years_since_judgment,
    {{ events_of('not_relieved_before', 'facts', 'not_relieved_before', []) }}
        as not_relieved_before_rests_on,
    {{ events_of('court_of_this_state', 'facts', 'court_of_this_state', []) }}
        as court_of_this_state_rests_on,
    {{ events_of('record_is_clear', 'facts', 'record_is_clear', []) }}
        as record_is_clear_rests_on,
    free_for_7_years_last as free_for_7_years_over_on,
    least(
        last_conviction_of_a_year_disposition_until,
        disposition_day_until,
        case when has_disposition then {{ next_change('free_for_7_years') }} end
    ) as free_for_7_years_until,
    {{ source_of_latest(['disposition'], ['last_conviction_of_a_year_disposition']) }}
        as free_for_7_years_source,
    list_sort(last_conviction_of_a_year_units) as free_for_7_years_rests_on,
    case when restitution_paid_told = restitution_paid then 'established_facts' end
        as restitution_paid_source,
    {{ others_counted('no_felony_ever', 'units') }} as no_felony_ever_rests_on,
    {{ others_counted('no_felony_ever', 'units_asked') }} as no_felony_ever_asks_about,
    {{ others_counted('fewer_than_two_over_2y', 'units') }} as fewer_than_two_over_2y_rests_on,
    {{ others_counted('fewer_than_two_over_2y', 'units_asked') }}
        as fewer_than_two_over_2y_asks_about,
    {{ others_counted('fewer_than_three_felonies', 'units') }}
        as fewer_than_three_felonies_rests_on,
    {{ others_counted('fewer_than_three_felonies', 'units_asked') }}
        as fewer_than_three_felonies_asks_about,
    {{ others_counted('fewer_than_four_1y', 'units') }} as fewer_than_four_1y_rests_on,
    {{ others_counted('fewer_than_four_1y', 'units_asked') }} as fewer_than_four_1y_asks_about,
    {{ others_counted('no_listed_offense_ever', 'units') }} as no_listed_offense_ever_rests_on,
    {{ others_counted('no_listed_offense_ever', 'units_asked') }}
        as no_listed_offense_ever_asks_about,
    {{ others_counted('no_graver_conviction_in_the_case', 'units', but_itself=true) }}
        as no_graver_conviction_in_the_case_rests_on,
    {{ others_counted('no_graver_conviction_in_the_case', 'units_asked', but_itself=true) }}
        as no_graver_conviction_in_the_case_asks_about,
    free_for_10_years_last as free_for_10_years_over_on,
    least(
        last_conviction_of_a_year_disposition_until,
        disposition_day_until,
        case when has_disposition then {{ next_change('free_for_10_years') }} end
    ) as free_for_10_years_until,
    {{ source_of_latest(['disposition'], ['last_conviction_of_a_year_disposition']) }}
        as free_for_10_years_source,
    list_sort(last_conviction_of_a_year_units) as free_for_10_years_rests_on,
    disposed_of_last as disposed_of_over_on,
    least(
        disposition_day_until,
        case when has_disposition then {{ next_change('disposed_of') }} end
    ) as disposed_of_until,
    case when disposition_last is not null then disposition_day_source end
        as disposed_of_source,
    five_years_since_judgment_last as five_years_since_judgment_over_on,
    least(
        disposition_day_until,
        case when has_disposition then {{ next_change('five_years_since_judgment') }} end
    ) as five_years_since_judgment_until,
    case when disposition_last is not null then disposition_day_source end
        as five_years_since_judgment_source,
    {{ day_of_best(
        [['no_graver_conviction_in_the_case'], ['is_a_qualifying_offense']], only_waits=[],
        presumed=[], over_on=[]
    ) }} as nothing_graver_in_the_case_over_on,
    {{ source_of_best(
        [['no_graver_conviction_in_the_case'], ['is_a_qualifying_offense']], only_waits=[],
        presumed=[], over_on=[], until=[], dated=[], source=[]
    ) }} as nothing_graver_in_the_case_source,
    list_sort(flatten([no_graver_conviction_in_the_case_rests_on]))
        as nothing_graver_in_the_case_rests_on,
    list_sort(flatten([no_graver_conviction_in_the_case_asks_about]))
        as nothing_graver_in_the_case_asks_about
from elements
left join person_days using (person_id)
left join case_units using (case_key)
