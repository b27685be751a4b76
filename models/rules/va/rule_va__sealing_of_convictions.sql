-- Compiled from code_19_2_392_6.law by lookback law compile va, hash 618426f0688e1b57.
{{ config(tags=['on_demand', 'compiled_law']) }}
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
        or ({{ is_disposed(['conviction']) }} and level = 'felony') as reportable,
        -- Va. Code 19.2-392.7(B)(ii)
        level <> 'traffic_infraction' and not is_here as charge_elsewhere
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
        own.as_of_date,
        other.arrest_first,
        other.arrest_last,
        other.disposition_first,
        other.disposition_last,
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
elements as materialized (
    select
        *,
        -- Va. Code 19.2-392.6(A) as of 2027-07-01 (2026 Acts of Assembly, Special Session I,
        -- chapter 1): Was it not relieved before?
        {{ is_not_denied('not_relieved_before') }} as not_relieved_before,
        -- Va. Code 19.2-392.6(A) as of 2027-07-01 (2026 Acts of Assembly, Special Session I,
        -- chapter 1): Was it a court of this state?
        {{ is_not_denied('court_of_this_state') }} as court_of_this_state,
        -- Va. Code 19.2-392.6(A) as of 2027-07-01 (2026 Acts of Assembly, Special Session I,
        -- chapter 1): Is the record clear: no conflicting copies, unread lines or mixed identities?
        {{ is_not_denied('record_is_clear') }} as record_is_clear,
        -- Va. Code 19.2-392.6(B): Are seven years over since the conviction?
        case when has_disposition then {{ has_waited('seven_years') }} end as seven_years,
        -- Va. Code 19.2-392.6(B): Was the person convicted of nothing reportable in that time, here
        -- or elsewhere?
        {{ fewer_than(1, 'no_conviction_in_seven_years') }} as no_conviction_in_seven_years,
        -- Va. Code 19.2-392.6(C): Was the person convicted of nothing else on that day that may not
        -- be sealed?
        {{ fewer_than(1, 'nothing_else_that_day') }} as nothing_else_that_day,
        -- Va. Code 19.2-392.7(B)(ii): Was the person charged with nothing in another jurisdiction
        -- in that time?
        case when {{ fewer_than(1, 'no_charge_elsewhere_in_seven_years') }} then true end
            as no_charge_elsewhere_in_seven_years
    from waits
    left join counted using (unit_id)
),

{% set only_waits = ['seven_years'] %}
{% set shown_as = {} %}
{% set law = {
    'key': 'unit_id', 'only_waits': only_waits, 'undeterminable': [], 'counsel': [], 'combined': [],
    'shown_as': shown_as
} %}
{% set asked_of_all = ['not_relieved_before', 'court_of_this_state', 'record_is_clear'] %}
-- The paths, in the order of the statute: what bars each, what nobody knows of it, what it waits
-- for.
paths as (
    -- Va. Code 19.2-392.6(A) to (C)
    {% set by_listed = asked_of_all + [
        'seven_years', 'no_conviction_in_seven_years', 'nothing_else_that_day',
        'no_charge_elsewhere_in_seven_years'
    ] %}
    select {{ asks(
        1, 'listed', by_listed, law, kind='listed_conviction', begins="date '2026-07-01'"
    ) }}
    from elements
    where listed_conviction is not false
    union all
    -- Va. Code 19.2-392.6(A) to (C)
    {% set by_marijuana = asked_of_all + [
        'seven_years', 'no_conviction_in_seven_years', 'nothing_else_that_day',
        'no_charge_elsewhere_in_seven_years'
    ] %}
    select {{ asks(
        2, 'marijuana', by_marijuana, law, kind='marijuana_conviction',
        begins="date '2026-07-01'"
    ) }}
    from elements
    where marijuana_conviction is not false and as_of_date < date '2027-07-01'
    union all
    -- Va. Code 19.2-392.6(A) as of 2027-07-01 (2026 Acts of Assembly, Special Session I,
    -- chapter 1)
    {% set by_former_marijuana = asked_of_all + [
        'seven_years', 'no_conviction_in_seven_years', 'nothing_else_that_day',
        'no_charge_elsewhere_in_seven_years'
    ] %}
    select {{ asks(
        3, 'former_marijuana', by_former_marijuana, law, kind='former_marijuana_conviction',
        begins="date '2027-07-01'"
    ) }}
    from elements
    where former_marijuana_conviction is not false
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
{% set over_on = ['seven_years'] %}
{% set until = [
    'seven_years', 'no_conviction_in_seven_years', 'no_charge_elsewhere_in_seven_years'
] %}
{% set source = ['seven_years'] %}
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
        min({{ day_past() }}) filter (where no_conviction_in_seven_years_kind is not false)
            as no_conviction_in_seven_years_changes_on,
        min({{ day_past() }}) filter (where no_charge_elsewhere_in_seven_years_kind is not false)
            as no_charge_elsewhere_in_seven_years_changes_on
    from others
    group by unit_id
),

-- The day of each element, until when its answer holds, its source, and whether it is presumed.
element_days as materialized (
    select
        *,
        seven_years_last as seven_years_over_on,
        least(
            disposition_day_until,
            case when has_disposition then {{ next_change('seven_years') }} end
        ) as seven_years_until,
        case when disposition_last is not null then disposition_day_source end
            as seven_years_source,
        no_conviction_in_seven_years_changes_on as no_conviction_in_seven_years_until,
        no_charge_elsewhere_in_seven_years_changes_on as no_charge_elsewhere_in_seven_years_until
    from elements
    left join window_days using (unit_id)
),

-- Each path with its days, its source and its presumptions.
dated as (
    select {{ dates(by_listed, law, notes, "date '2026-07-01'") }}
    from element_days
    inner join decided using (unit_id)
    where path_number = 1
    union all
    select {{ dates(by_marijuana, law, notes, "date '2026-07-01'", ends="date '2027-07-01'") }}
    from element_days
    inner join decided using (unit_id)
    where path_number = 2
    union all
    select {{ dates(by_former_marijuana, law, notes, "date '2027-07-01'") }}
    from element_days
    inner join decided using (unit_id)
    where path_number = 3
)

-- The best path of each charge, with the columns of a finding.
select
    unit_id,
    'charge' as unit,
    person_id,
    person_bucket,
    'sealing_of_convictions' as remedy_id,
    path,
    cast(outcome as varchar) as outcome,
    case
        when outcome = 'eligible' and deciding_element is null and decided_apart is null
            then 'seal_conviction'
    end as relief,
    {{ reason_code('sealing_of_convictions') }} as reason_code,
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
from dated
window remedy as (partition by unit_id)
qualify row_number() over (partition by unit_id order by {{ better_path() }}) = 1
