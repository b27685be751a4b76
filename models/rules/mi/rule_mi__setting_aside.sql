-- Compiled from mcl_780_621g.law by lookback law compile mi, hash b494945ab72e3fde.
{{ config(tags=['on_demand', 'compiled_law']) }}
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
        -- MCL 780.621g(2); 780.621(4)(c)(i)
        ({{ is_disposed(['conviction']) }} and level = 'felony')
        or ({{ is_disposed(['conviction']) }} and level = 'misdemeanor' and max_days >= 366)
            as felony,
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
        -- MCL 780.621g(6)(c); MCL 780.621(2)
        ({{ is_disposed(['conviction']) }} and is_here)
        or (
            {{ is_disposed(['conviction']) }}
            and {{ is_listed(['mi_elsewhere']) }}
            and not is_here
        )
        or ({{ is_disposed(['deferred_dismissed']) }} and {{ is_listed(['mi_deferred']) }})
            as conviction,
        -- MCL 780.621g(6)(b)
        {{ is_disposed(['pending']) }} as pending,
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
        -- MCL 780.621c(1),(2); MCL 780.621c(1)(e),(2); 780.621(4)(c)(i)
        {{ is_listed(['mi_621c', 'mi_owi', 'mi_cdl', 'mi_traffic_injury']) }}
        or (level = 'misdemeanor' and max_days >= 366 and {{ is_listed(['mi_621c_if_felony']) }})
            as barred_by_621c,
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
        max_days >= 3650 as ten_years
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
        (has_sentence and sentence_last is null)
        or (has_prison_release and prison_release_last is null) as sentence_or_prison_is_open,
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
        own.as_of_date,
        other.arrest_first,
        other.arrest_last,
        other.disposition_first,
        other.disposition_last,
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
elements as materialized (
    select
        *,
        -- MCL 780.621g(2): Was it not relieved before?
        {{ is_not_denied('not_relieved_before') }} as not_relieved_before,
        -- MCL 780.621g(2): Was it a court of this state?
        {{ is_not_denied('court_of_this_state') }} as court_of_this_state,
        -- MCL 780.621g(2): Is the record clear: no conflicting copies, unread lines or mixed
        -- identities?
        {{ is_not_denied('record_is_clear') }} as record_is_clear,
        -- MCL 780.621g(1),(3),(4): Are seven years over since the sentence was imposed?
        case when has_sentence then {{ has_waited('seven_years_since_sentence') }} end
            as seven_years_since_sentence,
        -- MCL 780.621c(1),(2): Is it no offense that is never set aside?
        not barred_by_621c as never_set_aside,
        -- MCL 780.621g(6)(b): Is no criminal charge pending?
        {{ fewer_than(1, 'no_pending_charge', but='pending') }} as no_pending_charge,
        -- MCL 780.621g(6)(c): Was the person convicted of nothing else in that time?
        {{ fewer_than(1, 'no_conviction_in_the_period') }} as no_conviction_in_the_period,
        -- MCL 780.621g(7): Has the person at most one conviction for an assaultive crime?
        {{ fewer_than(2, 'at_most_one_assaultive') }} as at_most_one_assaultive,
        -- MCL 780.621g(10)(a)-(c),(e),(f): Is it no offense that 621g(10) leaves out?
        not left_out_by_621g_10 as not_left_out,
        -- MCL 780.621g(10)(d): Is it punishable by less than ten years?
        not ten_years as not_ten_years,
        -- MCL 780.621g(2)(a): Are ten years over since the later of the sentence and the end of
        -- imprisonment?
        case when has_sentence then {{ has_waited('ten_years_since_sentence_or_prison') }} end
            as ten_years_since_sentence_or_prison,
        -- MCL 780.621g(2)(b); 780.621(1)(a), (4)(c)(ii): Has the person at most three felony
        -- offenses in this state?
        {{ fewer_than(4, 'at_most_three_felonies') }} as at_most_three_felonies,
        -- MCL 780.621g(6)(c): Was the person convicted of nothing else in that time?
        {{ fewer_than(1, 'no_conviction_in_the_period_on_felony') }}
            as no_conviction_in_the_period_on_felony
    from waits
    left join counted using (unit_id)
),

{% set only_waits = [
    'seven_years_since_sentence', 'no_pending_charge',
    'ten_years_since_sentence_or_prison'
] %}
{% set shown_as
= {'no_conviction_in_the_period_on_felony': 'no_conviction_in_the_period'} %}
{% set law = {
    'key': 'unit_id', 'only_waits': only_waits, 'undeterminable': [], 'counsel': [], 'combined': [],
    'shown_as': shown_as
} %}
{% set asked_of_all = ['not_relieved_before', 'court_of_this_state', 'record_is_clear'] %}
-- The paths, in the order of the statute: what bars each, what nobody knows of it, what it waits
-- for.
paths as (
    -- MCL 780.621g(1),(3)
    {% set by_misdemeanor_up_to_92_days = asked_of_all + [
        'seven_years_since_sentence', 'never_set_aside'
    ] %}
    select {{ asks(
        1, 'misdemeanor_up_to_92_days', by_misdemeanor_up_to_92_days, law,
        kind='at_most_92_days', begins="date '2023-04-11'"
    ) }}
    from elements
    where at_most_92_days is not false
    union all
    -- MCL 780.621g(4)
    {% set by_misdemeanor_from_93_days = asked_of_all + [
        'seven_years_since_sentence', 'no_pending_charge', 'no_conviction_in_the_period',
        'at_most_one_assaultive', 'not_left_out', 'not_ten_years', 'never_set_aside'
    ] %}
    select {{ asks(
        2, 'misdemeanor_from_93_days', by_misdemeanor_from_93_days, law,
        kind='at_least_93_days', begins="date '2023-04-11'"
    ) }}
    from elements
    where at_least_93_days is not false
    union all
    -- MCL 780.621g(2)
    {% set by_felony = asked_of_all + [
        'ten_years_since_sentence_or_prison', 'at_most_three_felonies', 'no_pending_charge',
        'no_conviction_in_the_period_on_felony', 'at_most_one_assaultive', 'not_left_out',
        'not_ten_years', 'never_set_aside'
    ] %}
    select {{ asks(3, 'felony', by_felony, law, kind='felony', begins="date '2023-04-11'") }}
    from elements
    where felony is not false
),

-- What each path comes to: a bar goes before what nobody knows, and that before a wait.
decided as (
    select
        *,
        coalesce(barred_by, unclear, waits_for) as deciding_element,
        {{ as_outcome("case
            when barred_by = 'not_relieved_before' then 'already_relieved'
            when barred_by is not null then 'ineligible'
            when unclear is not null then 'review'
            when waits_for is not null then 'not_yet'
            else 'eligible'
        end") }} as outcome
    from paths
),

-- Bookkeeping: since or until when, until when that holds, who says so, what is presumed.
{% set over_on = ['seven_years_since_sentence', 'ten_years_since_sentence_or_prison'] %}
{% set until = [
    'seven_years_since_sentence', 'no_conviction_in_the_period',
    'ten_years_since_sentence_or_prison', 'no_conviction_in_the_period_on_felony'
] %}
{% set source = ['seven_years_since_sentence', 'ten_years_since_sentence_or_prison'] %}
{% set by_files = ['not_relieved_before', 'court_of_this_state', 'record_is_clear'] %}
{% set presumable = [] %}
{% set dated = [] %}
{% set is_presumed = {} %}
{% set notes = {
    'over_on': over_on, 'until': until, 'source': source, 'by_files': by_files,
    'presumable': presumable, 'dated': dated,
    'is_presumed': is_presumed
} %}
-- The first day on which a window looks at another charge otherwise.
window_days as (
    select
        unit_id,
        min({{ day_past() }}) filter (where no_conviction_in_the_period_kind is not false)
            as no_conviction_in_the_period_changes_on,
        min({{ day_past() }})
        filter (where no_conviction_in_the_period_on_felony_kind is not false)
            as no_conviction_in_the_period_on_felony_changes_on
    from others
    group by unit_id
),

-- The day of each element, until when its answer holds, its source, and whether it is presumed.
element_days as materialized (
    select
        *,
        seven_years_since_sentence_last as seven_years_since_sentence_over_on,
        least(
            sentence_day_until,
            case when has_sentence then {{ next_change('seven_years_since_sentence') }} end
        ) as seven_years_since_sentence_until,
        case when sentence_last is not null then sentence_day_source end
            as seven_years_since_sentence_source,
        no_conviction_in_the_period_changes_on as no_conviction_in_the_period_until,
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
        no_conviction_in_the_period_on_felony_changes_on
            as no_conviction_in_the_period_on_felony_until
    from elements
    left join window_days using (unit_id)
),

-- Each path with its days, its source and its presumptions.
dated as (
    select {{ dates(by_misdemeanor_up_to_92_days, law, notes, "date '2023-04-11'") }}
    from element_days
    inner join decided using (unit_id)
    where path_number = 1
    union all
    select {{ dates(by_misdemeanor_from_93_days, law, notes, "date '2023-04-11'") }}
    from element_days
    inner join decided using (unit_id)
    where path_number = 2
    union all
    select {{ dates(by_felony, law, notes, "date '2023-04-11'") }}
    from element_days
    inner join decided using (unit_id)
    where path_number = 3
),

-- Each path holds as long as all paths of its charge do.
together as (
    select
        * replace (
            min(valid_until) over (partition by unit_id) as valid_until
        )
    from dated
),

-- MCL 780.621g(5): not more than 2, in the order of the sentence.
in_line_for_two_felonies as (
    select
        paths.unit_id, paths.person_id, min(paths.outcome) as outcome,
        min(paths.valid_until) as valid_until,
        any_value(coalesce(charges.sentence_first, charges.disposition_first)) as day_first,
        any_value(coalesce(charges.sentence_last, charges.disposition_last)) as day_last,
        -- (Relief on record may have taken a place, unless it is older than this law.)
        bool_or(
            paths.may_be_relieved and coalesce(charges.relieved_last >= date '2023-04-11', true)
        ) as may_have_a_place
    from together as paths
    inner join charges as charges using (unit_id)
    where paths.path_number in (3)
        and (paths.outcome <> 'ineligible' or paths.may_be_relieved)
    group by paths.unit_id, paths.person_id
),

-- Who stands before whom: what is not due yet stands last, and of one day the id decides.
before_in_two_felonies as (
    select
        own.unit_id, own.outcome, other.outcome as other_outcome,
        other.may_have_a_place, other.valid_until,
        case
            when own.outcome = 'not_yet'
                then case when other.outcome = 'eligible' then true end
            when other.day_last < own.day_first then true
            when other.day_first > own.day_last then false
            when {{ is_on_one_day('other', 'own') }}
                then case
                        when other.unit_id < own.unit_id then true
                        when other.outcome = 'eligible' then false
                    end
        end as is_before
    from in_line_for_two_felonies as own
    inner join in_line_for_two_felonies as other
        on own.person_id = other.person_id and own.unit_id <> other.unit_id
    where own.outcome not in ('already_relieved', 'ineligible')
),

-- Whether all 2 places are taken: surely, or perhaps.
places_of_two_felonies as (
    select
        unit_id,
        count(*) filter (where other_outcome = 'eligible' and is_before) >= 2 as is_over,
        any_value(outcome) = 'eligible'
        and count(*) filter (
            where may_have_a_place
            or (
                other_outcome in ('eligible', 'review', 'undeterminable')
                and is_before is not false
            )
        ) >= 2 as is_perhaps_over,
        min(valid_until) as line_until
    from before_in_two_felonies
    group by unit_id
),

-- One that comes too late is barred; where that is not known it is for review.
capped_by_two_felonies as (
    select
        paths.* replace (
            {{ as_outcome("case
                when places.is_over then 'ineligible'
                when places.is_perhaps_over then 'review'
                else paths.outcome
            end") }} as outcome,
            case
                when not coalesce(places.is_over or places.is_perhaps_over, false)
                    then paths.eligible_on
            end as eligible_on,
            case
                when places.is_over or places.is_perhaps_over then 'two_felonies'
                else paths.decided_apart
            end as decided_apart,
            least(paths.valid_until, places.line_until) as valid_until
        )
    from together as paths
    left join places_of_two_felonies as places
        on paths.unit_id = places.unit_id
        and paths.path_number in (3)
        and paths.outcome not in ('already_relieved', 'ineligible')
),

-- MCL 780.621g(5): not more than 4, in the order of the sentence.
in_line_for_four_misdemeanors as (
    select
        paths.unit_id, paths.person_id, min(paths.outcome) as outcome,
        min(paths.valid_until) as valid_until,
        any_value(coalesce(charges.sentence_first, charges.disposition_first)) as day_first,
        any_value(coalesce(charges.sentence_last, charges.disposition_last)) as day_last,
        -- (Relief on record may have taken a place, unless it is older than this law.)
        bool_or(
            paths.may_be_relieved and coalesce(charges.relieved_last >= date '2023-04-11', true)
        ) as may_have_a_place
    from capped_by_two_felonies as paths
    inner join charges as charges using (unit_id)
    where paths.path_number in (2)
        and (paths.outcome <> 'ineligible' or paths.may_be_relieved)
    group by paths.unit_id, paths.person_id
),

-- Who stands before whom: what is not due yet stands last, and of one day the id decides.
before_in_four_misdemeanors as (
    select
        own.unit_id, own.outcome, other.outcome as other_outcome,
        other.may_have_a_place, other.valid_until,
        case
            when own.outcome = 'not_yet'
                then case when other.outcome = 'eligible' then true end
            when other.day_last < own.day_first then true
            when other.day_first > own.day_last then false
            when {{ is_on_one_day('other', 'own') }}
                then case
                        when other.unit_id < own.unit_id then true
                        when other.outcome = 'eligible' then false
                    end
        end as is_before
    from in_line_for_four_misdemeanors as own
    inner join in_line_for_four_misdemeanors as other
        on own.person_id = other.person_id and own.unit_id <> other.unit_id
    where own.outcome not in ('already_relieved', 'ineligible')
),

-- Whether all 4 places are taken: surely, or perhaps.
places_of_four_misdemeanors as (
    select
        unit_id,
        count(*) filter (where other_outcome = 'eligible' and is_before) >= 4 as is_over,
        any_value(outcome) = 'eligible'
        and count(*) filter (
            where may_have_a_place
            or (
                other_outcome in ('eligible', 'review', 'undeterminable')
                and is_before is not false
            )
        ) >= 4 as is_perhaps_over,
        min(valid_until) as line_until
    from before_in_four_misdemeanors
    group by unit_id
),

-- One that comes too late is barred; where that is not known it is for review.
capped_by_four_misdemeanors as (
    select
        paths.* replace (
            {{ as_outcome("case
                when places.is_over then 'ineligible'
                when places.is_perhaps_over then 'review'
                else paths.outcome
            end") }} as outcome,
            case
                when not coalesce(places.is_over or places.is_perhaps_over, false)
                    then paths.eligible_on
            end as eligible_on,
            case
                when places.is_over or places.is_perhaps_over then 'four_misdemeanors'
                else paths.decided_apart
            end as decided_apart,
            least(paths.valid_until, places.line_until) as valid_until
        )
    from capped_by_two_felonies as paths
    left join places_of_four_misdemeanors as places
        on paths.unit_id = places.unit_id
        and paths.path_number in (2)
        and paths.outcome not in ('already_relieved', 'ineligible')
)

-- The best path of each charge, with the columns of a finding.
select
    unit_id,
    'charge' as unit,
    person_id,
    person_bucket,
    'setting_aside' as remedy_id,
    path,
    cast(outcome as varchar) as outcome,
    case
        when outcome = 'eligible' and deciding_element is null and decided_apart is null
            then 'set_conviction_aside'
    end as relief,
    {{ reason_code('setting_aside') }} as reason_code,
    coalesce(decided_apart, deciding_element) as deciding_element,
    eligible_on,
    cast([] as varchar[]) as immaterial_elements,
    case when outcome = 'eligible' then presumed_facts else cast([] as varchar[]) end
        as presumed_facts,
    cast(null as varchar) as held_up_by,
    {{ source_of_finding() }} as decided_by,
    min(valid_until) over remedy as valid_until,
    bool_and(is_out_of_reach) over remedy as is_out_of_reach,
    false as has_possible_better_path
from capped_by_four_misdemeanors
window remedy as (partition by unit_id)
qualify row_number() over (partition by unit_id order by {{ better_path() }}) = 1
