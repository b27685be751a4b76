-- Compiled from pc_851_93.law by lookback law compile ca, hash a010c30c21213f26.
-- Penal Code 851.93 (automatic relief for arrests): Automatic relief for arrests.
-- A condition is true, false, or NULL where nobody knows; AND, OR and NOT of SQL do the rest.
-- A day is known by the first and the last day that it can be.
with
-- What the law asks of each charge, and its days.
elements as (
    select * from {{ ref('rule_ca__arrest_relief_elements') }}
),

{% set only_waits = [
    'law_in_operation_for_misdemeanors', 'calendar_year_since_arrest',
    'acquittal_of_a_misdemeanor_needs_no_wait', 'law_in_operation_for_felonies',
    'three_years_since_arrest', 'six_years_elapsed', 'acquittal_after_six_years',
    'acquittal_after_three_years', 'law_in_operation_for_diversion'
] %}
{% set undeterminable = [
    'arrest_on_or_after_floor', 'charge_dismissed', 'calendar_year_since_arrest',
    'acquitted', 'three_years_since_arrest', 'six_years_since_arrest',
    'six_years_elapsed', 'diversion_completed'
] %}
{% set counsel = [
    'infractions_are_meant', 'acquittal_of_a_misdemeanor_needs_no_wait',
    'acquittal_of_a_felony_needs_no_wait', 'acquittal_after_six_years',
    'acquittal_after_three_years'
] %}
{% set combined = ['six_years_since_arrest', 'acquittal_of_a_felony_needs_no_wait'] %}
{% set by_clock = [
    'law_in_operation_for_misdemeanors', 'calendar_year_since_arrest',
    'acquittal_of_a_misdemeanor_needs_no_wait', 'law_in_operation_for_felonies',
    'three_years_since_arrest', 'six_years_since_arrest', 'six_years_elapsed',
    'acquittal_of_a_felony_needs_no_wait', 'acquittal_after_six_years',
    'acquittal_after_three_years', 'law_in_operation_for_diversion'
] %}
{% set shown_as
= {'law_in_operation_for_misdemeanors': 'law_in_operation',
    'acquittal_of_a_misdemeanor_needs_no_wait': 'acquittal_needs_no_wait',
    'law_in_operation_for_felonies': 'law_in_operation',
    'acquittal_of_a_felony_needs_no_wait': 'acquittal_needs_no_wait',
    'law_in_operation_for_diversion': 'law_in_operation'} %}
{% set law = {
    'key': 'unit_id, supposed', 'only_waits': only_waits, 'undeterminable': undeterminable,
        'counsel': counsel, 'combined': combined, 'by_clock': by_clock,
    'shown_as': shown_as
} %}
{% set asked_of_all = [
    'not_relieved_before', 'arrest_of_this_state', 'record_is_clear'
] %}
-- The paths, in the order of the statute: what bars each, what nobody knows of it, what it waits
-- for.
paths as (
    -- Penal Code 851.93(a)(2)(A)
    {% set by_dismissed_misdemeanor = asked_of_all + [
        'arrest_on_or_after_floor', 'law_in_operation_for_misdemeanors', 'misdemeanor_arrest',
        'infractions_are_meant', 'charge_dismissed', 'no_conviction_beside_the_dismissal'
    ] %}
    select {{ asks(
        1, 'dismissed_misdemeanor', by_dismissed_misdemeanor, law, kind='any_arrest',
        begins="date '1850-01-01'"
    ) }}
    from elements
    where any_arrest is not false
    union all
    -- Penal Code 851.93(a)(2)(A)
    {% set by_dismissed_beside_a_conviction = asked_of_all + [
        'arrest_on_or_after_floor', 'law_in_operation_for_misdemeanors', 'misdemeanor_arrest',
        'infractions_are_meant', 'charge_dismissed'
    ] %}
    select {{ asks(
        2, 'dismissed_beside_a_conviction', by_dismissed_beside_a_conviction, law,
        kind='any_arrest', begins="date '1850-01-01'"
    ) }}
    from elements
    where any_arrest is not false and dismissal_beside_a_conviction
    union all
    -- a bill of 2025-26 would extend Penal Code 851.93(a)(2)(A) to felonies; empty while no law
    -- says so
    {% set by_dismissed_felony = asked_of_all + [
        'arrest_on_or_after_floor', 'law_in_operation_for_misdemeanors', 'felony_arrest',
        'charge_dismissed', 'no_conviction_beside_the_dismissal'
    ] %}
    select {{ asks(
        3, 'dismissed_felony', by_dismissed_felony, law, kind='any_arrest',
        begins="date '1850-01-01'"
    ) }}
    from elements
    where any_arrest is not false and arrest_felony_dismissed_ok
    union all
    -- Penal Code 851.93(a)(2)(B)
    {% set by_misdemeanor_without_proceedings = asked_of_all + [
        'arrest_on_or_after_floor', 'law_in_operation_for_misdemeanors', 'misdemeanor_arrest',
        'infractions_are_meant', 'no_proceedings_initiated', 'no_conviction_from_the_arrest',
        'calendar_year_since_arrest'
    ] %}
    select {{ asks(
        4, 'misdemeanor_without_proceedings', by_misdemeanor_without_proceedings, law,
        kind='any_arrest', begins="date '1850-01-01'"
    ) }}
    from elements
    where any_arrest is not false
    union all
    -- Penal Code 851.93(a)(2)(B)
    {% set by_misdemeanor_acquitted = asked_of_all + [
        'arrest_on_or_after_floor', 'law_in_operation_for_misdemeanors', 'misdemeanor_arrest',
        'infractions_are_meant', 'acquitted', 'acquittal_of_a_misdemeanor_needs_no_wait'
    ] %}
    select {{ asks(
        5, 'misdemeanor_acquitted', by_misdemeanor_acquitted, law, kind='any_arrest',
        begins="date '1850-01-01'"
    ) }}
    from elements
    where any_arrest is not false
    union all
    -- Penal Code 851.93(a)(2)(C)(i)
    {% set by_felony_without_proceedings = asked_of_all + [
        'arrest_on_or_after_floor', 'law_in_operation_for_felonies', 'felony_arrest',
        'no_proceedings_initiated', 'no_conviction_from_the_arrest', 'term_below_eight_years',
        'three_years_since_arrest'
    ] %}
    select {{ asks(
        6, 'felony_without_proceedings', by_felony_without_proceedings, law,
        kind='any_arrest', begins="date '1850-01-01'"
    ) }}
    from elements
    where any_arrest is not false
    union all
    -- Penal Code 851.93(a)(2)(C)(ii)
    {% set by_felony_of_eight_years = asked_of_all + [
        'arrest_on_or_after_floor', 'law_in_operation_for_felonies', 'felony_arrest',
        'no_proceedings_initiated', 'no_conviction_from_the_arrest', 'six_years_since_arrest'
    ] %}
    select {{ asks(
        7, 'felony_of_eight_years', by_felony_of_eight_years, law, kind='any_arrest',
        begins="date '1850-01-01'"
    ) }}
    from elements
    where any_arrest is not false
    union all
    -- Penal Code 851.93(a)(2)(C)
    {% set by_felony_acquitted = asked_of_all + [
        'arrest_on_or_after_floor', 'law_in_operation_for_felonies', 'felony_arrest',
        'acquitted', 'acquittal_of_a_felony_needs_no_wait'
    ] %}
    select {{ asks(
        8, 'felony_acquitted', by_felony_acquitted, law, kind='any_arrest',
        begins="date '1850-01-01'"
    ) }}
    from elements
    where any_arrest is not false
    union all
    -- Penal Code 851.93(a)(2)(D)
    {% set by_diversion_completed = asked_of_all + [
        'arrest_on_or_after_floor', 'law_in_operation_for_diversion', 'diversion_completed'
    ] %}
    select {{ asks(
        9, 'diversion_completed', by_diversion_completed, law, kind='any_arrest',
        begins="date '1850-01-01'"
    ) }}
    from elements
    where any_arrest is not false
),

-- What each path comes to: a bar goes before a day that is to come, that before what nobody knows
-- (no answer makes it due before the day, unless the record itself is in doubt), and that before
-- any other wait.
decided as (
    select
        *,
        coalesce(barred_by, case when not_known is not null then waits_for_day end, not_known,
            waits_for)
            as deciding_element,
        case when barred_by is null and waits_for_day is not null then not_known end
            as open_element,
        {{ as_outcome("case
            when barred_by = 'not_relieved_before' then 'already_relieved'
            when barred_by is not null then 'ineligible'
            when waits_for_day is not null then 'not_yet'
            when unclear is not null then 'review'
            when not_on_record is not null then 'undeterminable'
            when for_counsel is not null then 'review'
            when waits_for is not null then 'not_yet'
            else 'eligible'
        end") }} as outcome
    from paths
),

-- Days: since or until when, until when that holds, who says so, what is presumed.
{% set over_on = [
    'law_in_operation_for_misdemeanors', 'charge_dismissed', 'calendar_year_since_arrest',
    'acquitted', 'acquittal_of_a_misdemeanor_needs_no_wait',
    'law_in_operation_for_felonies', 'three_years_since_arrest', 'six_years_since_arrest',
    'six_years_elapsed', 'acquittal_of_a_felony_needs_no_wait',
    'acquittal_after_six_years', 'acquittal_after_three_years',
    'law_in_operation_for_diversion', 'diversion_completed'
] %}
{% set until = [
    'law_in_operation_for_misdemeanors', 'charge_dismissed', 'calendar_year_since_arrest',
    'acquitted', 'acquittal_of_a_misdemeanor_needs_no_wait',
    'law_in_operation_for_felonies', 'three_years_since_arrest', 'six_years_since_arrest',
    'six_years_elapsed', 'acquittal_of_a_felony_needs_no_wait',
    'acquittal_after_six_years', 'acquittal_after_three_years',
    'law_in_operation_for_diversion', 'diversion_completed'
] %}
{% set source = [
    'no_conviction_beside_the_dismissal', 'no_proceedings_initiated',
    'no_conviction_from_the_arrest', 'calendar_year_since_arrest',
    'acquittal_of_a_misdemeanor_needs_no_wait', 'three_years_since_arrest',
    'six_years_since_arrest', 'six_years_elapsed', 'acquittal_of_a_felony_needs_no_wait',
    'acquittal_after_six_years', 'acquittal_after_three_years', 'diversion_completed'
] %}
{% set by_files = [
    'not_relieved_before', 'arrest_of_this_state', 'record_is_clear', 'charge_dismissed',
    'no_conviction_beside_the_dismissal', 'no_proceedings_initiated',
    'no_conviction_from_the_arrest', 'acquitted', 'diversion_completed'
] %}
{% set presumable = ['six_years_since_arrest', 'six_years_are_the_wait'] %}
{% set rests_on = [
    'term_below_eight_years', 'six_years_since_arrest', 'six_years_are_the_wait',
    'acquittal_of_a_felony_needs_no_wait'
] %}
{% set dated = ['charge_dismissed', 'acquitted', 'diversion_completed'] %}
{% set is_presumed = {} %}
{% set notes = {
    'over_on': over_on, 'until': until, 'source': source, 'by_files': by_files,
    'presumable': presumable, 'rests_on': rests_on, 'dated': dated,
    'is_presumed': is_presumed
} %}
-- Each path with its days, its source and its presumptions.
dated as (
    select {{ dates(
        by_dismissed_misdemeanor, law, notes, "date '1850-01-01'",
        kinds=['arrest_on_or_after_floor', 'misdemeanor_arrest']
    ) }}
    from elements
    inner join decided using (unit_id, supposed)
    where path_number = 1
    union all
    select {{ dates(
        by_dismissed_beside_a_conviction, law, notes, "date '1850-01-01'",
        kinds=['arrest_on_or_after_floor', 'misdemeanor_arrest']
    ) }}
    from elements
    inner join decided using (unit_id, supposed)
    where path_number = 2
    union all
    select {{ dates(
        by_dismissed_felony, law, notes, "date '1850-01-01'",
        kinds=['arrest_on_or_after_floor', 'felony_arrest']
    ) }}
    from elements
    inner join decided using (unit_id, supposed)
    where path_number = 3
    union all
    select {{ dates(
        by_misdemeanor_without_proceedings, law, notes, "date '1850-01-01'",
        kinds=['arrest_on_or_after_floor', 'misdemeanor_arrest']
    ) }}
    from elements
    inner join decided using (unit_id, supposed)
    where path_number = 4
    union all
    select {{ dates(
        by_misdemeanor_acquitted, law, notes, "date '1850-01-01'",
        kinds=['arrest_on_or_after_floor', 'misdemeanor_arrest']
    ) }}
    from elements
    inner join decided using (unit_id, supposed)
    where path_number = 5
    union all
    select {{ dates(
        by_felony_without_proceedings, law, notes, "date '1850-01-01'",
        kinds=['arrest_on_or_after_floor', 'felony_arrest']
    ) }}
    from elements
    inner join decided using (unit_id, supposed)
    where path_number = 6
    union all
    select {{ dates(
        by_felony_of_eight_years, law, notes, "date '1850-01-01'",
        parts=['six_years_elapsed', 'six_years_are_the_wait'],
        kinds=['arrest_on_or_after_floor', 'felony_arrest']
    ) }}
    from elements
    inner join decided using (unit_id, supposed)
    where path_number = 7
    union all
    select {{ dates(by_felony_acquitted, law, notes, "date '1850-01-01'", parts=[
        'acquittal_after_six_years', 'acquittal_after_three_years', 'term_below_eight_years'],
        kinds=['arrest_on_or_after_floor', 'felony_arrest'
    ]) }}
    from elements
    inner join decided using (unit_id, supposed)
    where path_number = 8
    union all
    select {{ dates(
        by_diversion_completed, law, notes, "date '1850-01-01'",
        kinds=['arrest_on_or_after_floor']
    ) }}
    from elements
    inner join decided using (unit_id, supposed)
    where path_number = 9
),

-- Each path holds as long as all paths of its charge do.
together as (
    select
        * replace (
            min(valid_until) over (partition by unit_id) as valid_until,
            bool_and(is_out_of_reach) over (partition by unit_id) as is_out_of_reach
        )
    from dated
),

-- The best path of a charge under each level.
best_of_level as (
    select
        *
    from together
    where supposed <> ''
    qualify row_number() over (partition by unit_id, supposed order by {{ better_path() }}) = 1
),

-- Where all levels give one outcome it is the outcome, on the latest day; else the level is
-- unknown.
level_taken as (
    select
        unit_id,
        case
            when count(*) = 3 and count(distinct outcome) = 1
                then arg_max(supposed, row({{ better_path() }}, supposed))
            else ''
        end as supposed
    from best_of_level
    group by unit_id
),

-- The paths of that level, or of the level on record.
chosen as (
    select together.*
    from together
    left join level_taken using (unit_id)
    where together.supposed = coalesce(level_taken.supposed, '')
),

-- The best path of each charge.
taken as (
    select
        * replace (
            min(valid_until) over (partition by unit_id) as valid_until
        )
    from chosen
    qualify row_number() over (partition by unit_id order by {{ better_path() }}) = 1
),

-- Elements of the path taken that the levels supposed answer otherwise: they make no difference.
immaterial as (
    select elements.unit_id, {{ answered_otherwise(by_dismissed_misdemeanor, law, notes) }}
        as immaterial_elements
    from elements
    inner join taken on elements.unit_id = taken.unit_id
    where taken.path_number = 1 and taken.supposed <> '' and elements.supposed <> ''
        and any_arrest is not false
    group by elements.unit_id
    union all
    select elements.unit_id, {{ answered_otherwise(by_dismissed_beside_a_conviction, law, notes) }}
        as immaterial_elements
    from elements
    inner join taken on elements.unit_id = taken.unit_id
    where taken.path_number = 2 and taken.supposed <> '' and elements.supposed <> ''
        and any_arrest is not false
    group by elements.unit_id
    union all
    select elements.unit_id, {{ answered_otherwise(by_dismissed_felony, law, notes) }}
        as immaterial_elements
    from elements
    inner join taken on elements.unit_id = taken.unit_id
    where taken.path_number = 3 and taken.supposed <> '' and elements.supposed <> ''
        and any_arrest is not false
    group by elements.unit_id
    union all
    select elements.unit_id, {{ answered_otherwise(by_misdemeanor_without_proceedings, law,
        notes) }} as immaterial_elements
    from elements
    inner join taken on elements.unit_id = taken.unit_id
    where taken.path_number = 4 and taken.supposed <> '' and elements.supposed <> ''
        and any_arrest is not false
    group by elements.unit_id
    union all
    select elements.unit_id, {{ answered_otherwise(by_misdemeanor_acquitted, law, notes) }}
        as immaterial_elements
    from elements
    inner join taken on elements.unit_id = taken.unit_id
    where taken.path_number = 5 and taken.supposed <> '' and elements.supposed <> ''
        and any_arrest is not false
    group by elements.unit_id
    union all
    select elements.unit_id, {{ answered_otherwise(by_felony_without_proceedings, law, notes) }}
        as immaterial_elements
    from elements
    inner join taken on elements.unit_id = taken.unit_id
    where taken.path_number = 6 and taken.supposed <> '' and elements.supposed <> ''
        and any_arrest is not false
    group by elements.unit_id
    union all
    select elements.unit_id, {{ answered_otherwise(by_felony_of_eight_years, law, notes) }}
        as immaterial_elements
    from elements
    inner join taken on elements.unit_id = taken.unit_id
    where taken.path_number = 7 and taken.supposed <> '' and elements.supposed <> ''
        and any_arrest is not false
    group by elements.unit_id
    union all
    select elements.unit_id, {{ answered_otherwise(by_felony_acquitted, law, notes) }}
        as immaterial_elements
    from elements
    inner join taken on elements.unit_id = taken.unit_id
    where taken.path_number = 8 and taken.supposed <> '' and elements.supposed <> ''
        and any_arrest is not false
    group by elements.unit_id
    union all
    select elements.unit_id, {{ answered_otherwise(by_diversion_completed, law, notes) }}
        as immaterial_elements
    from elements
    inner join taken on elements.unit_id = taken.unit_id
    where taken.path_number = 9 and taken.supposed <> '' and elements.supposed <> ''
        and any_arrest is not false
    group by elements.unit_id
),

-- The best path, with the columns of a finding.
findings as (
    select
        unit_id,
        'arrest' as unit,
        person_id,
        person_bucket,
        'arrest_relief' as remedy_id,
        path,
        cast(outcome as varchar) as outcome,
        case
            when outcome = 'eligible' and deciding_element is null and decided_apart is null
                then 'relieve_arrest'
        end as relief,
        {{ reason_code('arrest_relief') }} as reason_code,
        coalesce(decided_apart, deciding_element) as deciding_element,
        eligible_on,
        case when outcome = 'not_yet' then open_element end as open_element,
        case when outcome = 'not_yet' and open_element is not null then not_before end
            as not_before,
        coalesce(immaterial_elements, cast([] as varchar[])) as immaterial_elements,
        case when outcome = 'eligible' then presumed_facts else cast([] as varchar[]) end
            as presumed_facts,
        cast(null as varchar) as held_up_by,
        {{ source_of_finding() }} as decided_by,
        valid_until,
        is_out_of_reach,
        false as has_possible_better_path,
        case when decided_apart is null then rests_on else [] end as rests_on
    from taken
    left join immaterial using (unit_id)
)

-- A reason that stands in for another.
select
    findings.* replace (
        case
            when kinds.arrest_filed_and_dismissed
                and findings.reason_code in ('arrest_relief_no_proceedings_initiated_not_met')
                then 'arrest_relief_felony_filed_and_dismissed'
            when kinds.arrest_with_an_unread_line
                and findings.reason_code in ('arrest_relief_record_is_clear_unknown')
                then 'record_line_unread'
            else findings.reason_code
        end as reason_code
    )
from findings
left join (
    select unit_id, arrest_filed_and_dismissed, arrest_with_an_unread_line
    from elements
    where supposed = ''
) as kinds using (unit_id)
