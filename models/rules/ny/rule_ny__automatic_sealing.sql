-- Compiled from cpl_160_57.law by lookback law compile ny, hash 04f61eaced810a2a.
{{ config(tags=['on_demand', 'compiled_law']) }}
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
        -- CPL 160.57(1)(b)(ii)
        {{ is_disposed(['conviction']) }} and level = 'felony' as felony,
        -- CPL 160.57(1)(b)(i),(ii)
        {{ is_disposed(['conviction']) }} and level in ('misdemeanor', 'felony') as crime,
        -- CPL 160.57(1)(b)(iii)
        {{ is_disposed(['pending']) }} as pending_here,
        -- CPL 160.57(1)(b)(viii)
        {{ is_disposed(['pending']) }} and level = 'felony' and not is_here
            as felony_pending_elsewhere,
        -- CPL 160.57(1)(b)(ix)
        {{ is_disposed(['conviction']) }} and level = 'felony' and not is_here
            as felony_conviction_elsewhere,
        -- CPL 160.57(1)(b)(v)
        {{ is_listed(['ny_sex']) }} as sex_offense,
        -- CPL 160.57(1)(b)(vi)
        grade in ('A', 'A-I', 'A-II') and {{ is_listed(['ny_classa_non220']) }} as class_a_felony
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
        filter (where later.crime is not false) as release_or_sentence_perhaps_again
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
        own.as_of_date,
        other.arrest_first,
        other.arrest_last,
        other.disposition_first,
        other.disposition_last,
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
elements as materialized (
    select
        *,
        -- CPL 160.57(1)(b)(ii): Was it not relieved before?
        {{ is_not_denied('not_relieved_before') }} as not_relieved_before,
        -- CPL 160.57(1)(b)(ii): Was it a court of this state?
        {{ is_not_denied('court_of_this_state') }} as court_of_this_state,
        -- CPL 160.57(1)(b)(ii): Is the record clear: no conflicting copies, unread lines or mixed
        -- identities?
        {{ is_not_denied('record_is_clear') }} as record_is_clear,
        -- CPL 160.57(1)(a): Are three years over since the conviction?
        case when has_disposition then {{ has_waited('three_years') }} end as three_years,
        -- CPL 160.57(1)(b)(i): Are three years over since the release, or since the sentence where
        -- there was no incarceration?
        case when has_release_or_sentence then {{ has_waited('three_years_since_release') }} end
            as three_years_since_release,
        -- CPL 160.57(1)(b)(iii), (c): Is no criminal charge pending in this state?
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
        -- CPL 160.57(1)(b)(v): Is it no sex offense and no sexually violent offense?
        not sex_offense as no_sex_offense,
        -- CPL 160.57(1)(b)(viii), (c): Is no felony charge pending in another jurisdiction?
        {{ fewer_than(1, 'no_felony_pending_elsewhere', but='felony_pending_elsewhere') }}
            as no_felony_pending_elsewhere,
        -- CPL 160.57(1)(b)(ix), (c): Was the person convicted of no felony in another jurisdiction
        -- in the past eight years?
        {{ fewer_than(1, 'no_felony_elsewhere_in_eight_years') }}
            as no_felony_elsewhere_in_eight_years,
        -- CPL 160.57(1)(b)(ii): Are eight years over since the last release, or since the sentence
        -- where there was no incarceration?
        case when has_release_or_sentence then {{ has_waited('eight_years_since_release') }} end
            as eight_years_since_release,
        -- CPL 160.57(1)(b)(vi): Is it no class A felony outside article 220?
        not class_a_felony as no_class_a_felony
    from waits
    left join counted using (unit_id)
),

{% set only_waits = [
    'three_years', 'three_years_since_release', 'no_charge_pending_here',
    'not_on_supervision_for_it', 'no_felony_pending_elsewhere',
    'no_felony_elsewhere_in_eight_years', 'eight_years_since_release'
] %}
{% set shown_as = {} %}
{% set law = {
    'key': 'unit_id', 'only_waits': only_waits, 'undeterminable': [], 'counsel': [], 'combined': [],
    'shown_as': shown_as
} %}
{% set asked_of_all = ['not_relieved_before', 'court_of_this_state', 'record_is_clear'] %}
-- The paths, in the order of the statute: what bars each, what nobody knows of it, what it waits
-- for.
paths as (
    -- CPL 160.57(1)(a)
    {% set by_traffic = asked_of_all + ['three_years'] %}
    select {{ asks(1, 'traffic', by_traffic, law, kind='vtl_1192_1', begins="date '2024-11-16'") }}
    from elements
    where vtl_1192_1 is not false
    union all
    -- CPL 160.57(1)(b)(i)
    {% set by_misdemeanor = asked_of_all + [
        'three_years_since_release', 'no_charge_pending_here', 'not_on_supervision_for_it',
        'no_sex_offense', 'no_felony_pending_elsewhere', 'no_felony_elsewhere_in_eight_years'
    ] %}
    select {{ asks(
        2, 'misdemeanor', by_misdemeanor, law, kind='misdemeanor', begins="date '2024-11-16'"
    ) }}
    from elements
    where misdemeanor is not false
    union all
    -- CPL 160.57(1)(b)(ii)
    {% set by_felony = asked_of_all + [
        'eight_years_since_release', 'no_charge_pending_here', 'not_on_supervision_for_it',
        'no_sex_offense', 'no_class_a_felony', 'no_felony_pending_elsewhere',
        'no_felony_elsewhere_in_eight_years'
    ] %}
    select {{ asks(3, 'felony', by_felony, law, kind='felony', begins="date '2024-11-16'") }}
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
{% set over_on = [
    'three_years', 'three_years_since_release', 'not_on_supervision_for_it',
    'eight_years_since_release'
] %}
{% set until = [
    'three_years', 'three_years_since_release', 'not_on_supervision_for_it',
    'no_felony_elsewhere_in_eight_years', 'eight_years_since_release'
] %}
{% set source = [
    'three_years', 'three_years_since_release', 'not_on_supervision_for_it',
    'eight_years_since_release'
] %}
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
        min({{ leaves_last_years(8) }})
        filter (where no_felony_elsewhere_in_eight_years_kind is not false)
            as no_felony_elsewhere_in_eight_years_changes_on
    from others
    group by unit_id
),

-- The day of each element, until when its answer holds, its source, and whether it is presumed.
element_days as materialized (
    select
        *,
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
        not_on_supervision_for_it_last as not_on_supervision_for_it_over_on,
        least(
            sentence_end_day_until,
            supervision_end_day_until,
            {{ next_change('not_on_supervision_for_it') }}
        ) as not_on_supervision_for_it_until,
        {{ source_of_latest(['sentence_end', 'supervision_end'], []) }}
            as not_on_supervision_for_it_source,
        no_felony_elsewhere_in_eight_years_changes_on as no_felony_elsewhere_in_eight_years_until,
        eight_years_since_release_last as eight_years_since_release_over_on,
        least(
            release_or_sentence_day_until,
            case
                when has_release_or_sentence then {{ next_change('eight_years_since_release') }}
            end
        ) as eight_years_since_release_until,
        case when release_or_sentence_last is not null then release_or_sentence_day_source end
            as eight_years_since_release_source
    from elements
    left join window_days using (unit_id)
),

-- Each path with its days, its source and its presumptions.
dated as (
    select {{ dates(by_traffic, law, notes, "date '2024-11-16'") }}
    from element_days
    inner join decided using (unit_id)
    where path_number = 1
    union all
    select {{ dates(by_misdemeanor, law, notes, "date '2024-11-16'") }}
    from element_days
    inner join decided using (unit_id)
    where path_number = 2
    union all
    select {{ dates(by_felony, law, notes, "date '2024-11-16'") }}
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
    'automatic_sealing' as remedy_id,
    path,
    cast(outcome as varchar) as outcome,
    case
        when outcome = 'eligible' and deciding_element is null and decided_apart is null
            then 'seal_conviction'
    end as relief,
    {{ reason_code('automatic_sealing') }} as reason_code,
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
