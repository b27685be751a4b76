-- Compiled from pc_851_93.law by lookback law compile ca, hash 3e88404dd063e148.
{{ config(tags=['on_demand', 'compiled_law']) }}
-- Penal Code 851.93 (automatic relief for arrests): Automatic relief for arrests.
-- A condition is true, false, or NULL where nobody knows; AND, OR and NOT of SQL do the rest.
-- A day is known by the first and the last day that it can be.
with
-- What parameters say on the day of the run, and which deliveries there are.
in_force as (
    select
        {{ law_integer('arrest_relief_misdemeanor_wait_years') }}
            as arrest_relief_misdemeanor_wait_years,
        {{ law_says('arrest_relief_acquittal_wait') }} as arrest_relief_acquittal_wait,
        {{ law_integer('arrest_relief_felony_wait_years') }} as arrest_relief_felony_wait_years,
        {{ law_integer('arrest_relief_long_felony_wait_years') }}
            as arrest_relief_long_felony_wait_years,
        {{ law_says('arrest_felony_dismissed_ok') }} as arrest_felony_dismissed_ok,
        {{ law_date('arrest_relief_floor_date') }} as arrest_relief_floor_date,
        {{ law_date('arrest_relief_operative_misdemeanor') }}
            as arrest_relief_operative_misdemeanor,
        {{ law_date('arrest_relief_operative_felony') }} as arrest_relief_operative_felony,
        {{ law_date('arrest_relief_operative_diversion') }} as arrest_relief_operative_diversion
),

-- Arrests whose level is not on record, as each level.
supposed_levels as (
    select *, '' as supposed
    from {{ ref('rule_ca__wide_facts') }}
    where unit = 'arrest'
    union all by name
    select
        facts.* replace (
            levels.level as level,
            case
                when levels.level = 'felony' then facts.lists_as_felony
                else facts.lists_as_other
            end as lists,
            case
                when levels.level = 'felony' then facts.lists_perhaps_as_felony
                else facts.lists_perhaps_as_other
            end as lists_perhaps
        ),
        levels.level as supposed
    from {{ ref('rule_ca__wide_facts') }} as facts
    cross join (values ('felony'), ('misdemeanor'), ('infraction')) as levels (level)
    where facts.level is null and facts.unit = 'arrest' and facts.is_candidate
        and facts.is_here is not false
),

-- What each arrest is.
arrests as (
    select
        *,
        -- Penal Code 851.93(a)(1)
        true as any_arrest,
        -- Penal Code 851.93(a)(2)
        {{ is_since('arrest', "arrest_relief_floor_date") }} as arrest_in_time,
        -- Penal Code 851.93(a)(2)(A),(B)
        level <> 'felony' as arrest_for_no_felony,
        -- Penal Code 851.93(a)(2)(A),(B): "the arrest was for a misdemeanor offense"; whether an
        -- infraction is meant is for counsel
        level = 'infraction' as arrest_for_an_infraction,
        -- Penal Code 851.93(a)(2)(C)
        level = 'felony' as arrest_for_a_felony,
        -- Penal Code 851.93(a)(2)(A),(C); 851.91
        level = 'felony'
        and {{ is_told('charge_dismissed', ['yes']) }}
        and {{ is_told('convicted', ['no']) }} as arrest_filed_and_dismissed,
        -- Penal Code 1203.425(a)(1)(B), 851.93(a)(2); Health and Safety Code 11361.8(a),(e): the
        -- records tell who may have relief; our reading of a line that cannot be read
        {{ is_told('unread_line', ['yes']) }} and {{ is_told('identity_conflict', ['no']) }}
            as arrest_with_an_unread_line
    from supposed_levels
    cross join in_force
),

-- What each charge is.
charges as (
    select
        *,
        -- Penal Code 851.93(a)(2)(C)(i),(ii); an offense on no list of ours is taken as eight years
        -- or more
        level not in ('misdemeanor', 'infraction')
        and not {{ is_listed(['term_below_eight_years']) }} as felony_of_eight_years_or_more
    from {{ ref('rule_ca__wide_facts') }}
    cross join in_force
    where unit = 'charge'
),

-- What is counted of the charges of the arrest.
same_arrest as (
    select
        pairs.unit_id,
        count(distinct charges.unit_id) filter (where felony_of_eight_years_or_more)
            as term_below_eight_years_surely,
        count(distinct charges.unit_id) filter (where felony_of_eight_years_or_more is not false)
            as term_below_eight_years_perhaps,
        count(distinct charges.unit_id) filter (where felony_of_eight_years_or_more)
            as six_years_are_the_wait_surely,
        count(distinct charges.unit_id) filter (where felony_of_eight_years_or_more is not false)
            as six_years_are_the_wait_perhaps
    from {{ rule('unit_pairs') }} as pairs
    inner join charges on pairs.other_unit_id = charges.unit_id
    where pairs.pair = 'charge_of_arrest'
    group by pairs.unit_id
),

-- The charges that a path is, or may be, for; when each wait is over, at the earliest and at the
-- latest.
waits as (
    select
        *,
        -- Penal Code 851.93(a)(2)(B)
        {{ day_after_months('arrest_first', '12 * arrest_relief_misdemeanor_wait_years + 0') }}
            as calendar_year_since_arrest_first,
        {{ day_after_months('arrest_last', '12 * arrest_relief_misdemeanor_wait_years + 0') }}
            as calendar_year_since_arrest_last,
        -- Penal Code 851.93(a)(2)(B),(C): "or the arrestee was acquitted"; whether the wait applies
        -- is for counsel
        {{ day_after_months('arrest_first', '12 * arrest_relief_misdemeanor_wait_years + 0') }}
            as acquittal_of_a_misdemeanor_needs_no_wait_first,
        {{ day_after_months('arrest_last', '12 * arrest_relief_misdemeanor_wait_years + 0') }}
            as acquittal_of_a_misdemeanor_needs_no_wait_last,
        -- Penal Code 851.93(a)(2)(C)(i)
        {{ day_after_months('arrest_first', '12 * arrest_relief_felony_wait_years + 0') }}
            as three_years_since_arrest_first,
        {{ day_after_months('arrest_last', '12 * arrest_relief_felony_wait_years + 0') }}
            as three_years_since_arrest_last,
        -- Penal Code 851.93(a)(2)(C)(ii)
        {{ day_after_months('arrest_first', '12 * arrest_relief_long_felony_wait_years + 0') }}
            as six_years_elapsed_first,
        {{ day_after_months('arrest_last', '12 * arrest_relief_long_felony_wait_years + 0') }}
            as six_years_elapsed_last,
        -- Penal Code 851.93(a)(2)(B),(C): "or the arrestee was acquitted"; whether the wait applies
        -- is for counsel
        {{ day_after_months('arrest_first', '12 * arrest_relief_long_felony_wait_years + 0') }}
            as acquittal_after_six_years_first,
        {{ day_after_months('arrest_last', '12 * arrest_relief_long_felony_wait_years + 0') }}
            as acquittal_after_six_years_last,
        -- Penal Code 851.93(a)(2)(B),(C): "or the arrestee was acquitted"; whether the wait applies
        -- is for counsel
        {{ day_after_months('arrest_first', '12 * arrest_relief_felony_wait_years + 0') }}
            as acquittal_after_three_years_first,
        {{ day_after_months('arrest_last', '12 * arrest_relief_felony_wait_years + 0') }}
            as acquittal_after_three_years_last
    from arrests
    left join same_arrest using (unit_id)
    where is_candidate and is_here is not false and any_arrest is not false
),

-- What the law asks: true, false, or NULL where nobody knows.
elements as materialized (
    select
        *,
        -- Penal Code 851.93(b); 851.91; our reading of an earlier relief on record: Is no relief or
        -- sealing of this arrest on record?
        {{ is_not_denied('not_relieved_before') }} as not_relieved_before,
        -- Penal Code 851.93(a)(1): records of arrest of the state summary criminal history
        -- repository: Was the arrest made in this state?
        {{ is_not_denied('arrest_of_this_state') }} as arrest_of_this_state,
        -- Penal Code 851.93(a)(2): what the electronic records show; our reading of a record in
        -- doubt: Do ids, copies and dispositions leave no doubt what the arrest was for and what
        -- became of it?
        {{ is_not_denied('record_is_clear') }} as record_is_clear,
        -- Penal Code 851.93(a)(2): Was the arrest on or after the first day that the section
        -- reaches?
        arrest_in_time as arrest_on_or_after_floor,
        -- Penal Code 851.93(a)(1): Is this part of the section in operation on the as-of date?
        as_of_date >= arrest_relief_operative_misdemeanor as law_in_operation_for_misdemeanors,
        -- Penal Code 851.93(a)(2)(A),(B); 17(b)(4): Was the arrest for no more than a misdemeanor?
        arrest_for_no_felony as misdemeanor_arrest,
        -- Penal Code 851.93(a)(2)(A),(B): "the arrest was for a misdemeanor offense"; whether an
        -- infraction is meant is for counsel: Was the arrest for more than an infraction, or does
        -- the section mean infractions too?
        case when not arrest_for_an_infraction then true end as infractions_are_meant,
        -- Penal Code 851.93(a)(2)(A): Was the charge dismissed?
        {{ is_known('charge_dismissed') }} as charge_dismissed,
        -- Penal Code 851.93(a)(2)(A): the charge was dismissed; whether a conviction beside it
        -- matters is for counsel: Was nothing that the arrest led to convicted?
        case when {{ does_not_appear('convicted') }} then true end
            as no_conviction_beside_the_dismissal,
        -- Penal Code 851.93(a)(2)(C): Was the arrest for a felony?
        arrest_for_a_felony as felony_arrest,
        -- Penal Code 851.93(a)(2)(B),(C): Is there no indication that criminal proceedings were
        -- begun?
        {{ does_not_appear('proceedings') }} as no_proceedings_initiated_on_record,
        case
            when proceedings_initiated_established_yes then false
            when proceedings_initiated_established_no then true
        end as no_proceedings_initiated_told,
        coalesce(no_proceedings_initiated_told, no_proceedings_initiated_on_record)
            as no_proceedings_initiated,
        -- Penal Code 851.93(a)(2)(B),(C): Did no conviction come of the arrest?
        {{ does_not_appear('convicted') }} as no_conviction_from_the_arrest_on_record,
        case when proceedings_initiated_established_no then true end
            as no_conviction_from_the_arrest_told,
        coalesce(no_conviction_from_the_arrest_on_record, no_conviction_from_the_arrest_told)
            as no_conviction_from_the_arrest,
        -- Penal Code 851.93(a)(2)(B): Has a calendar year elapsed since the arrest?
        case when has_arrest then {{ has_waited('calendar_year_since_arrest') }} end
            as calendar_year_since_arrest,
        -- Penal Code 851.93(a)(2)(B),(C): Was the person acquitted?
        {{ is_known('acquitted') }} as acquitted,
        -- Penal Code 851.93(a)(2)(B),(C): "or the arrestee was acquitted"; whether the wait applies
        -- is for counsel: Is the acquittal enough, or the wait over that the section names beside
        -- it?
        not arrest_relief_acquittal_wait
        or (
            case
                when has_arrest then {{ has_waited('acquittal_of_a_misdemeanor_needs_no_wait') }}
            end
        ) as acquittal_of_a_misdemeanor_needs_no_wait,
        -- Penal Code 851.93(a)(1): Is this part of the section in operation on the as-of date?
        as_of_date >= arrest_relief_operative_felony as law_in_operation_for_felonies,
        -- Penal Code 851.93(a)(2)(C)(i),(ii); an offense on no list of ours is taken as eight years
        -- or more: Is no felony of the arrest punishable by eight years or more?
        {{ surely_fewer_than(1, 'term_below_eight_years') }} as term_below_eight_years,
        -- Penal Code 851.93(a)(2)(C)(i): Have three calendar years elapsed since the arrest?
        case when has_arrest then {{ has_waited('three_years_since_arrest') }} end
            as three_years_since_arrest,
        -- Penal Code 851.93(a)(2)(C)(ii): Have six years elapsed since the arrest?
        case when has_arrest then {{ has_waited('six_years_elapsed') }} end as six_years_elapsed,
        -- Penal Code 851.93(a)(2)(C)(i),(ii); an offense on no list of ours is taken as eight years
        -- or more: Is no felony of the arrest one of an unknown term?
        true as six_years_are_the_wait,
        -- Penal Code 851.93(a)(2)(B),(C): "or the arrestee was acquitted"; whether the wait applies
        -- is for counsel: Is the acquittal enough, or the wait over that the section names beside
        -- it?
        not arrest_relief_acquittal_wait
        or (case when has_arrest then {{ has_waited('acquittal_after_six_years') }} end)
            as acquittal_after_six_years,
        -- Penal Code 851.93(a)(2)(B),(C): "or the arrestee was acquitted"; whether the wait applies
        -- is for counsel: Is the acquittal enough, or the wait over that the section names beside
        -- it?
        not arrest_relief_acquittal_wait
        or (case when has_arrest then {{ has_waited('acquittal_after_three_years') }} end)
            as acquittal_after_three_years,
        -- Penal Code 851.93(a)(1): Is this part of the section in operation on the as-of date?
        as_of_date >= arrest_relief_operative_diversion as law_in_operation_for_diversion,
        -- Penal Code 851.93(a)(2)(D): Was a diversion program or deferred entry of judgment
        -- completed?
        {{ is_known('diversion_completed') }} as diversion_completed_on_record,
        case
            when diversion_completed_established_no then false
            when diversion_completed_established_yes then true
        end as diversion_completed_told,
        coalesce(diversion_completed_on_record, diversion_completed_told) as diversion_completed,
        -- Penal Code 851.93(a)(2)(C)(ii): Have six years elapsed since the arrest?
        {{ best_of([
            ['six_years_elapsed', 'six_years_are_the_wait']], only_waits=['six_years_elapsed'
        ]) }} as six_years_since_arrest_grade,
        case when six_years_since_arrest_grade <> 3 then six_years_since_arrest_grade < 2 end
            as six_years_since_arrest,
        -- Penal Code 851.93(a)(2)(B),(C): "or the arrestee was acquitted"; whether the wait applies
        -- is for counsel: Is the acquittal enough, or the wait over that the section names beside
        -- it?
        {{ best_of([
            ['acquittal_after_six_years'],
            ['acquittal_after_three_years', 'term_below_eight_years']],
            only_waits=['acquittal_after_six_years', 'acquittal_after_three_years'
        ]) }} as acquittal_of_a_felony_needs_no_wait_grade,
        case
            when acquittal_of_a_felony_needs_no_wait_grade <> 3
                then acquittal_of_a_felony_needs_no_wait_grade < 2
        end as acquittal_of_a_felony_needs_no_wait
    from waits
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
{% set shown_as
= {'law_in_operation_for_misdemeanors': 'law_in_operation',
    'acquittal_of_a_misdemeanor_needs_no_wait': 'acquittal_needs_no_wait',
    'law_in_operation_for_felonies': 'law_in_operation',
    'acquittal_of_a_felony_needs_no_wait': 'acquittal_needs_no_wait',
    'law_in_operation_for_diversion': 'law_in_operation'} %}
{% set law = {
    'key': 'unit_id, supposed', 'only_waits': only_waits, 'undeterminable': undeterminable,
        'counsel': counsel, 'combined': combined,
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
    -- a bill of 2025-26 would extend Penal Code 851.93(a)(2)(A) to felonies; empty while no law
    -- says so
    {% set by_dismissed_felony = asked_of_all + [
        'arrest_on_or_after_floor', 'law_in_operation_for_misdemeanors', 'felony_arrest',
        'charge_dismissed', 'no_conviction_beside_the_dismissal'
    ] %}
    select {{ asks(
        2, 'dismissed_felony', by_dismissed_felony, law, kind='any_arrest',
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
        3, 'misdemeanor_without_proceedings', by_misdemeanor_without_proceedings, law,
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
        4, 'misdemeanor_acquitted', by_misdemeanor_acquitted, law, kind='any_arrest',
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
        5, 'felony_without_proceedings', by_felony_without_proceedings, law,
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
        6, 'felony_of_eight_years', by_felony_of_eight_years, law, kind='any_arrest',
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
        7, 'felony_acquitted', by_felony_acquitted, law, kind='any_arrest',
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
        8, 'diversion_completed', by_diversion_completed, law, kind='any_arrest',
        begins="date '1850-01-01'"
    ) }}
    from elements
    where any_arrest is not false
),

-- What each path comes to: a bar goes before what nobody knows, and that before a wait.
decided as (
    select
        *,
        coalesce(barred_by, unclear, not_on_record, for_counsel, waits_for) as deciding_element,
        {{ as_outcome("case
            when barred_by = 'not_relieved_before' then 'already_relieved'
            when barred_by is not null then 'ineligible'
            when unclear is not null then 'review'
            when not_on_record is not null then 'undeterminable'
            when for_counsel is not null then 'review'
            when waits_for is not null then 'not_yet'
            else 'eligible'
        end") }} as outcome
    from paths
),

-- Bookkeeping: since or until when, until when that holds, who says so, what is presumed.
{% set over_on = [
    'not_relieved_before', 'arrest_of_this_state', 'record_is_clear',
    'law_in_operation_for_misdemeanors', 'charge_dismissed',
    'no_conviction_beside_the_dismissal', 'no_proceedings_initiated',
    'no_conviction_from_the_arrest', 'calendar_year_since_arrest', 'acquitted',
    'acquittal_of_a_misdemeanor_needs_no_wait', 'law_in_operation_for_felonies',
    'three_years_since_arrest', 'six_years_since_arrest', 'six_years_elapsed',
    'acquittal_of_a_felony_needs_no_wait', 'acquittal_after_six_years',
    'acquittal_after_three_years', 'law_in_operation_for_diversion', 'diversion_completed'
] %}
{% set until = [
    'not_relieved_before', 'arrest_of_this_state', 'record_is_clear',
    'law_in_operation_for_misdemeanors', 'charge_dismissed',
    'no_conviction_beside_the_dismissal', 'no_proceedings_initiated',
    'no_conviction_from_the_arrest', 'calendar_year_since_arrest', 'acquitted',
    'acquittal_of_a_misdemeanor_needs_no_wait', 'law_in_operation_for_felonies',
    'three_years_since_arrest', 'six_years_since_arrest', 'six_years_elapsed',
    'acquittal_of_a_felony_needs_no_wait', 'acquittal_after_six_years',
    'acquittal_after_three_years', 'law_in_operation_for_diversion', 'diversion_completed'
] %}
{% set source = [
    'not_relieved_before', 'arrest_of_this_state', 'record_is_clear', 'charge_dismissed',
    'no_conviction_beside_the_dismissal', 'no_proceedings_initiated',
    'no_conviction_from_the_arrest', 'calendar_year_since_arrest', 'acquitted',
    'acquittal_of_a_misdemeanor_needs_no_wait', 'three_years_since_arrest',
    'six_years_since_arrest', 'six_years_elapsed', 'acquittal_of_a_felony_needs_no_wait',
    'acquittal_after_six_years', 'acquittal_after_three_years', 'diversion_completed'
] %}
{% set by_files = [
    'not_relieved_before', 'arrest_of_this_state', 'record_is_clear', 'charge_dismissed',
    'no_conviction_beside_the_dismissal', 'no_proceedings_initiated',
    'no_conviction_from_the_arrest', 'acquitted', 'diversion_completed'
] %}
{% set presumable = [
    'not_relieved_before', 'arrest_of_this_state', 'record_is_clear', 'charge_dismissed',
    'no_conviction_beside_the_dismissal', 'no_proceedings_initiated',
    'no_conviction_from_the_arrest', 'acquitted', 'six_years_since_arrest',
    'six_years_are_the_wait', 'diversion_completed'
] %}
{% set dated = ['charge_dismissed', 'acquitted', 'diversion_completed'] %}
{% set is_presumed = {} %}
{% set notes = {
    'over_on': over_on, 'until': until, 'source': source, 'by_files': by_files,
    'presumable': presumable, 'dated': dated,
    'is_presumed': is_presumed
} %}
-- The day of each element, until when its answer holds, its source, and whether it is presumed.
element_days as materialized (
    select
        *,
        not_relieved_before_answer_over_on as not_relieved_before_over_on,
        least(
            not_relieved_before_answer_until,
            {{ if_to_come('not_relieved_before_answer_over_on') }}
        ) as not_relieved_before_until,
        not_relieved_before_answer_source as not_relieved_before_source,
        not_relieved_before_answer_is_presumed and not_relieved_before
            as not_relieved_before_is_presumed,
        arrest_of_this_state_answer_over_on as arrest_of_this_state_over_on,
        least(
            arrest_of_this_state_answer_until,
            {{ if_to_come('arrest_of_this_state_answer_over_on') }}
        ) as arrest_of_this_state_until,
        arrest_of_this_state_answer_source as arrest_of_this_state_source,
        arrest_of_this_state_answer_is_presumed and arrest_of_this_state
            as arrest_of_this_state_is_presumed,
        record_is_clear_answer_over_on as record_is_clear_over_on,
        least(record_is_clear_answer_until, {{ if_to_come('record_is_clear_answer_over_on') }})
            as record_is_clear_until,
        record_is_clear_answer_source as record_is_clear_source,
        record_is_clear_answer_is_presumed and record_is_clear as record_is_clear_is_presumed,
        arrest_relief_operative_misdemeanor as law_in_operation_for_misdemeanors_over_on,
        {{ if_to_come('law_in_operation_for_misdemeanors_over_on') }}
            as law_in_operation_for_misdemeanors_until,
        charge_dismissed_answer_over_on as charge_dismissed_over_on,
        least(charge_dismissed_answer_until, {{ if_to_come('charge_dismissed_answer_over_on') }})
            as charge_dismissed_until,
        charge_dismissed_answer_source as charge_dismissed_source,
        charge_dismissed_answer_is_presumed and charge_dismissed as charge_dismissed_is_presumed,
        convicted_answer_over_on as no_conviction_beside_the_dismissal_over_on,
        least(convicted_answer_until, {{ if_to_come('convicted_answer_over_on') }})
            as no_conviction_beside_the_dismissal_until,
        convicted_answer_source as no_conviction_beside_the_dismissal_source,
        convicted_answer_is_presumed and no_conviction_beside_the_dismissal
            as no_conviction_beside_the_dismissal_is_presumed,
        case
            when no_proceedings_initiated_told is null
                or (no_proceedings_initiated_told and proceedings_answer_over_on <= as_of_date)
                then proceedings_answer_over_on
        end as no_proceedings_initiated_over_on,
        case
            when no_proceedings_initiated_told is null
                then least(
                        proceedings_answer_until,
                        {{ if_to_come('proceedings_answer_over_on') }}
                    )
        end as no_proceedings_initiated_until,
        case
            when no_proceedings_initiated_told is not null then 'established_facts'
            else proceedings_answer_source
        end as no_proceedings_initiated_source,
        no_proceedings_initiated_told is null
        and proceedings_answer_is_presumed
        and no_proceedings_initiated_on_record as no_proceedings_initiated_is_presumed,
        case
            when no_conviction_from_the_arrest_on_record is not null
                or no_conviction_from_the_arrest_told is null
                or (no_conviction_from_the_arrest_told and convicted_answer_over_on <= as_of_date)
                then convicted_answer_over_on
        end as no_conviction_from_the_arrest_over_on,
        case
            when no_conviction_from_the_arrest_on_record is not null
                or no_conviction_from_the_arrest_told is null
                then least(convicted_answer_until, {{ if_to_come('convicted_answer_over_on') }})
        end as no_conviction_from_the_arrest_until,
        case
            when no_conviction_from_the_arrest_told = no_conviction_from_the_arrest
                and not coalesce(
                    convicted_answer_is_presumed and no_conviction_from_the_arrest_on_record,
                    false
                )
                then 'established_facts'
            else convicted_answer_source
        end as no_conviction_from_the_arrest_source,
        convicted_answer_is_presumed and no_conviction_from_the_arrest_on_record
            as no_conviction_from_the_arrest_is_presumed,
        calendar_year_since_arrest_last as calendar_year_since_arrest_over_on,
        least(
            arrest_day_until,
            case when has_arrest then {{ next_change('calendar_year_since_arrest') }} end
        ) as calendar_year_since_arrest_until,
        case when arrest_last is not null then arrest_day_source end
            as calendar_year_since_arrest_source,
        acquitted_answer_over_on as acquitted_over_on,
        least(acquitted_answer_until, {{ if_to_come('acquitted_answer_over_on') }})
            as acquitted_until,
        acquitted_answer_source as acquitted_source,
        acquitted_answer_is_presumed and acquitted as acquitted_is_presumed,
        case
            when arrest_relief_acquittal_wait is not false
                then acquittal_of_a_misdemeanor_needs_no_wait_last
        end as acquittal_of_a_misdemeanor_needs_no_wait_over_on,
        case
            when arrest_relief_acquittal_wait is not false
                then least(
                        arrest_day_until,
                        case
                            when has_arrest
                                then {{ next_change('acquittal_of_a_misdemeanor_needs_no_wait') }}
                        end
                    )
        end as acquittal_of_a_misdemeanor_needs_no_wait_until,
        case when arrest_last is not null then arrest_day_source end
            as acquittal_of_a_misdemeanor_needs_no_wait_source,
        arrest_relief_operative_felony as law_in_operation_for_felonies_over_on,
        {{ if_to_come('law_in_operation_for_felonies_over_on') }}
            as law_in_operation_for_felonies_until,
        three_years_since_arrest_last as three_years_since_arrest_over_on,
        least(
            arrest_day_until,
            case when has_arrest then {{ next_change('three_years_since_arrest') }} end
        ) as three_years_since_arrest_until,
        case when arrest_last is not null then arrest_day_source end
            as three_years_since_arrest_source,
        six_years_elapsed_last as six_years_elapsed_over_on,
        least(
            arrest_day_until,
            case when has_arrest then {{ next_change('six_years_elapsed') }} end
        ) as six_years_elapsed_until,
        case when arrest_last is not null then arrest_day_source end as six_years_elapsed_source,
        coalesce(six_years_are_the_wait_perhaps, 0) >= 1 as six_years_are_the_wait_is_presumed,
        case
            when arrest_relief_acquittal_wait is not false then acquittal_after_six_years_last
        end as acquittal_after_six_years_over_on,
        case
            when arrest_relief_acquittal_wait is not false
                then least(
                        arrest_day_until,
                        case
                            when has_arrest then {{ next_change('acquittal_after_six_years') }}
                        end
                    )
        end as acquittal_after_six_years_until,
        case when arrest_last is not null then arrest_day_source end
            as acquittal_after_six_years_source,
        case
            when arrest_relief_acquittal_wait is not false then acquittal_after_three_years_last
        end as acquittal_after_three_years_over_on,
        case
            when arrest_relief_acquittal_wait is not false
                then least(
                        arrest_day_until,
                        case
                            when has_arrest then {{ next_change('acquittal_after_three_years') }}
                        end
                    )
        end as acquittal_after_three_years_until,
        case when arrest_last is not null then arrest_day_source end
            as acquittal_after_three_years_source,
        arrest_relief_operative_diversion as law_in_operation_for_diversion_over_on,
        {{ if_to_come('law_in_operation_for_diversion_over_on') }}
            as law_in_operation_for_diversion_until,
        case
            when diversion_completed_on_record is not null
                or diversion_completed_told is null
                or (diversion_completed_told and diversion_completed_answer_over_on <= as_of_date)
                then diversion_completed_answer_over_on
        end as diversion_completed_over_on,
        case
            when diversion_completed_on_record is not null or diversion_completed_told is null
                then least(
                        diversion_completed_answer_until,
                        {{ if_to_come('diversion_completed_answer_over_on') }}
                    )
        end as diversion_completed_until,
        case
            when diversion_completed_told = diversion_completed
                and not coalesce(
                    diversion_completed_answer_is_presumed and diversion_completed_on_record,
                    false
                )
                then 'established_facts'
            else diversion_completed_answer_source
        end as diversion_completed_source,
        diversion_completed_answer_is_presumed and diversion_completed_on_record
            as diversion_completed_is_presumed,
        {{ day_of_best([
            ['six_years_elapsed', 'six_years_are_the_wait']], only_waits=['six_years_elapsed'],
            presumed=['six_years_are_the_wait'], over_on=['six_years_elapsed'
        ]) }} as six_years_since_arrest_over_on,
        six_years_elapsed_until as six_years_since_arrest_until,
        {{ source_of_best([
            ['six_years_elapsed', 'six_years_are_the_wait']], only_waits=['six_years_elapsed'],
            presumed=['six_years_are_the_wait'], over_on=['six_years_elapsed'],
            until=['six_years_elapsed'], dated=[], source=['six_years_elapsed'
        ]) }} as six_years_since_arrest_source,
        {{ best_of([
            ['six_years_elapsed', 'six_years_are_the_wait']], only_waits=['six_years_elapsed'],
            presumed=['six_years_are_the_wait'
        ]) }}
        = 1 as six_years_since_arrest_is_presumed,
        {{ day_of_best([
            ['acquittal_after_six_years'],
            ['acquittal_after_three_years', 'term_below_eight_years']],
            only_waits=['acquittal_after_six_years', 'acquittal_after_three_years'], presumed=[],
            over_on=['acquittal_after_six_years', 'acquittal_after_three_years'
        ]) }} as acquittal_of_a_felony_needs_no_wait_over_on,
        least(acquittal_after_six_years_until, acquittal_after_three_years_until)
            as acquittal_of_a_felony_needs_no_wait_until,
        {{ source_of_best([
            ['acquittal_after_six_years'],
            ['acquittal_after_three_years', 'term_below_eight_years']],
            only_waits=['acquittal_after_six_years', 'acquittal_after_three_years'], presumed=[],
            over_on=['acquittal_after_six_years', 'acquittal_after_three_years'],
            until=['acquittal_after_six_years', 'acquittal_after_three_years'], dated=[],
            source=['acquittal_after_six_years', 'acquittal_after_three_years'
        ]) }} as acquittal_of_a_felony_needs_no_wait_source
    from elements
),

-- Each path with its days, its source and its presumptions.
dated as (
    select {{ dates(by_dismissed_misdemeanor, law, notes, "date '1850-01-01'", kinds=[
        'arrest_on_or_after_floor', 'misdemeanor_arrest'
    ]) }}
    from element_days
    inner join decided using (unit_id, supposed)
    where path_number = 1
    union all
    select {{ dates(by_dismissed_felony, law, notes, "date '1850-01-01'", kinds=[
        'arrest_on_or_after_floor', 'felony_arrest'
    ]) }}
    from element_days
    inner join decided using (unit_id, supposed)
    where path_number = 2
    union all
    select {{ dates(by_misdemeanor_without_proceedings, law, notes, "date '1850-01-01'", kinds=[
        'arrest_on_or_after_floor', 'misdemeanor_arrest'
    ]) }}
    from element_days
    inner join decided using (unit_id, supposed)
    where path_number = 3
    union all
    select {{ dates(by_misdemeanor_acquitted, law, notes, "date '1850-01-01'", kinds=[
        'arrest_on_or_after_floor', 'misdemeanor_arrest'
    ]) }}
    from element_days
    inner join decided using (unit_id, supposed)
    where path_number = 4
    union all
    select {{ dates(by_felony_without_proceedings, law, notes, "date '1850-01-01'", kinds=[
        'arrest_on_or_after_floor', 'felony_arrest'
    ]) }}
    from element_days
    inner join decided using (unit_id, supposed)
    where path_number = 5
    union all
    select {{ dates(by_felony_of_eight_years, law, notes, "date '1850-01-01'", kinds=[
        'arrest_on_or_after_floor', 'felony_arrest'
    ]) }}
    from element_days
    inner join decided using (unit_id, supposed)
    where path_number = 6
    union all
    select {{ dates(by_felony_acquitted, law, notes, "date '1850-01-01'", kinds=[
        'arrest_on_or_after_floor', 'felony_arrest'
    ]) }}
    from element_days
    inner join decided using (unit_id, supposed)
    where path_number = 7
    union all
    select {{ dates(by_diversion_completed, law, notes, "date '1850-01-01'", kinds=[
        'arrest_on_or_after_floor'
    ]) }}
    from element_days
    inner join decided using (unit_id, supposed)
    where path_number = 8
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
    qualify row_number() over (partition by unit_id, supposed order by {{ better_path() }}) = 1
),

-- Where all levels give one outcome it is the outcome, on the latest day; else the level is
-- unknown.
level_taken as (
    select
        unit_id,
        case
            when count(*) filter (where supposed <> '') = 3
                and count(distinct outcome) filter (where supposed <> '') = 1
                then arg_max(supposed, row({{ better_path() }}, supposed))
                    filter (where supposed <> '')
            else ''
        end as supposed
    from best_of_level
    group by unit_id
),

-- The paths of that level.
chosen as (
    select together.*
    from together
    inner join level_taken using (unit_id, supposed)
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
    select element_days.unit_id, {{ answered_otherwise(by_dismissed_misdemeanor, law, notes) }}
        as immaterial_elements
    from element_days
    inner join taken on element_days.unit_id = taken.unit_id
    where taken.path_number = 1 and taken.supposed <> '' and element_days.supposed <> ''
        and any_arrest is not false
    group by element_days.unit_id
    union all
    select element_days.unit_id, {{ answered_otherwise(by_dismissed_felony, law, notes) }}
        as immaterial_elements
    from element_days
    inner join taken on element_days.unit_id = taken.unit_id
    where taken.path_number = 2 and taken.supposed <> '' and element_days.supposed <> ''
        and any_arrest is not false
    group by element_days.unit_id
    union all
    select element_days.unit_id, {{ answered_otherwise(by_misdemeanor_without_proceedings, law,
        notes) }} as immaterial_elements
    from element_days
    inner join taken on element_days.unit_id = taken.unit_id
    where taken.path_number = 3 and taken.supposed <> '' and element_days.supposed <> ''
        and any_arrest is not false
    group by element_days.unit_id
    union all
    select element_days.unit_id, {{ answered_otherwise(by_misdemeanor_acquitted, law, notes) }}
        as immaterial_elements
    from element_days
    inner join taken on element_days.unit_id = taken.unit_id
    where taken.path_number = 4 and taken.supposed <> '' and element_days.supposed <> ''
        and any_arrest is not false
    group by element_days.unit_id
    union all
    select element_days.unit_id, {{ answered_otherwise(by_felony_without_proceedings, law, notes) }}
        as immaterial_elements
    from element_days
    inner join taken on element_days.unit_id = taken.unit_id
    where taken.path_number = 5 and taken.supposed <> '' and element_days.supposed <> ''
        and any_arrest is not false
    group by element_days.unit_id
    union all
    select element_days.unit_id, {{ answered_otherwise(by_felony_of_eight_years, law, notes) }}
        as immaterial_elements
    from element_days
    inner join taken on element_days.unit_id = taken.unit_id
    where taken.path_number = 6 and taken.supposed <> '' and element_days.supposed <> ''
        and any_arrest is not false
    group by element_days.unit_id
    union all
    select element_days.unit_id, {{ answered_otherwise(by_felony_acquitted, law, notes) }}
        as immaterial_elements
    from element_days
    inner join taken on element_days.unit_id = taken.unit_id
    where taken.path_number = 7 and taken.supposed <> '' and element_days.supposed <> ''
        and any_arrest is not false
    group by element_days.unit_id
    union all
    select element_days.unit_id, {{ answered_otherwise(by_diversion_completed, law, notes) }}
        as immaterial_elements
    from element_days
    inner join taken on element_days.unit_id = taken.unit_id
    where taken.path_number = 8 and taken.supposed <> '' and element_days.supposed <> ''
        and any_arrest is not false
    group by element_days.unit_id
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
        coalesce(immaterial_elements, cast([] as varchar[])) as immaterial_elements,
        case when outcome = 'eligible' then presumed_facts else cast([] as varchar[]) end
            as presumed_facts,
        cast(null as varchar) as held_up_by,
        {{ source_of_finding() }} as decided_by,
        valid_until,
        is_out_of_reach,
        false as has_possible_better_path
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
    from arrests
    where supposed = ''
) as kinds using (unit_id)
