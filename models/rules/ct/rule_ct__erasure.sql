-- Compiled from cgs_54_142a.law by lookback law compile ct, hash fc943d3ab8cbba0e.
-- Connecticut: C.G.S. 54-142a (erasure of records), by the process of 54-142t: Erasure of records.
-- A condition is true, false, or NULL where nobody knows; AND, OR and NOT of SQL do the rest.
-- A day is known by the first and the last day that it can be.
with
-- What the law asks of each charge, and its days.
elements as (
    select * from {{ ref('rule_ct__erasure_elements') }}
),

{% set only_waits = [
    'case_ended', 'appeal_time_over', 'thirteen_months', 'seven_years', 'sentences_over',
    'none_pending', 'ten_years'
] %}
{% set by_clock = [
    'appeal_time_over', 'thirteen_months', 'seven_years', 'sentences_over', 'ten_years'
] %}
{% set shown_as = {} %}
{% set law = {
    'key': 'unit_id', 'only_waits': only_waits, 'undeterminable': [], 'counsel': [], 'combined': [],
        'by_clock': by_clock,
    'shown_as': shown_as
} %}
{% set asked_of_all = ['not_relieved_before', 'court_of_this_state', 'record_is_clear'] %}
-- The paths, in the order of the statute: what bars each, what nobody knows of it, what it waits
-- for.
paths as (
    -- C.G.S. 54-142a(a),(b)
    {% set by_acquitted_or_dismissed = asked_of_all + ['case_ended', 'appeal_time_over'] %}
    select {{ asks(
        1, 'acquitted_or_dismissed', by_acquitted_or_dismissed, law,
        kind='acquitted_or_dismissed', begins="date '1969-10-01'"
    ) }}
    from elements
    where acquitted_or_dismissed is not false
    union all
    -- C.G.S. 54-142a(c)(1)
    {% set by_nolle = asked_of_all + ['case_ended', 'thirteen_months'] %}
    select {{ asks(2, 'nolle', by_nolle, law, kind='nolle', begins="date '1969-10-01'") }}
    from elements
    where nolle is not false
    union all
    -- C.G.S. 54-142a(e)(1)(A)(i)(I)
    {% set by_misdemeanor = asked_of_all + [
        'case_ended', 'seven_years', 'never_erased', 'sentences_over', 'none_pending'
    ] %}
    select {{ asks(
        3, 'misdemeanor', by_misdemeanor, law, kind='misdemeanor', begins="date '2023-01-01'"
    ) }}
    from elements
    where misdemeanor is not false
    union all
    -- C.G.S. 54-142a(e)(1)(A)(ii)(I)
    {% set by_felony = asked_of_all + [
        'case_ended', 'ten_years', 'never_erased', 'sentences_over', 'none_pending',
        'no_second_dui_in_ten_years'
    ] %}
    select {{ asks(
        4, 'felony', by_felony, law, kind='felony_d_e', begins="date '2023-01-01'"
    ) }}
    from elements
    where felony_d_e is not false
    union all
    -- C.G.S. 54-142a(f)(1)
    {% set by_misdemeanor_under_18 = asked_of_all + ['case_ended', 'under_18'] %}
    select {{ asks(
        5, 'misdemeanor_under_18', by_misdemeanor_under_18, law,
        kind='misdemeanor_of_2000_to_2012', begins="date '2023-01-01'"
    ) }}
    from elements
    where misdemeanor_of_2000_to_2012 is not false
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
            when waits_for is not null then 'not_yet'
            else 'eligible'
        end") }} as outcome
    from paths
),

-- Days: since or until when, until when that holds, who says so, what is presumed.
{% set over_on = [
    'appeal_time_over', 'thirteen_months', 'seven_years', 'sentences_over', 'ten_years'
] %}
{% set until = [
    'appeal_time_over', 'thirteen_months', 'seven_years', 'sentences_over', 'ten_years'
] %}
{% set source = [
    'appeal_time_over', 'thirteen_months', 'seven_years', 'sentences_over', 'ten_years'
] %}
{% set by_files = ['not_relieved_before', 'court_of_this_state', 'record_is_clear'] %}
{% set presumable = [] %}
{% set rests_on = [
    'case_ended', 'seven_years', 'sentences_over', 'none_pending', 'ten_years',
    'no_second_dui_in_ten_years'
] %}
{% set dated = [] %}
{% set is_presumed = {} %}
{% set notes = {
    'over_on': over_on, 'until': until, 'source': source, 'by_files': by_files,
    'presumable': presumable, 'rests_on': rests_on, 'dated': dated,
    'is_presumed': is_presumed
} %}
-- Each path with its days, its source and its presumptions.
dated as (
    select {{ dates(by_acquitted_or_dismissed, law, notes, "date '1969-10-01'") }}
    from elements
    inner join decided using (unit_id)
    where path_number = 1
    union all
    select {{ dates(by_nolle, law, notes, "date '1969-10-01'") }}
    from elements
    inner join decided using (unit_id)
    where path_number = 2
    union all
    select {{ dates(by_misdemeanor, law, notes, "date '2023-01-01'") }}
    from elements
    inner join decided using (unit_id)
    where path_number = 3
    union all
    select {{ dates(by_felony, law, notes, "date '2023-01-01'") }}
    from elements
    inner join decided using (unit_id)
    where path_number = 4
    union all
    select {{ dates(by_misdemeanor_under_18, law, notes, "date '2023-01-01'") }}
    from elements
    inner join decided using (unit_id)
    where path_number = 5
),

-- Each path holds as long as all paths of its charge do.
together as (
    select
        * replace (
            min(valid_until) over (partition by unit_id) as valid_until
        )
    from dated
),

-- All charges of the cases, also those that no path is for.
charges as (
    select
        unit_id,
        case_key,
        -- C.G.S. 54-142a(i)(1)(B)
        {{ is_disposed([
            'conviction', 'acquittal', 'dismissal', 'dismissed_with_prejudice',
            'dismissed_without_prejudice', 'nolle_prosequi', 'deferred_dismissed', 'pardoned',
            'conditionally_pardoned', 'declined', 'arrest_without_charge', 'released', 'other',
            'none'
        ]) }} as ended_count
    from {{ ref('rule_ct__wide_facts') }}
    where unit = 'charge' and case_key is not null
),

-- The best path of each charge by itself.
best_of_charge as (
    select * from together
    qualify row_number() over (partition by unit_id order by {{ better_path() }}) = 1
),

-- Paths 1, 2, 3, 4, 5: a case as a whole. Its worst charge decides, and one that no path is for
-- bars it. One that is perhaps ended_count bars nothing for sure.
case_of_ended_count as (
    {{ case_as_a_whole('together', covers='ended_count') }}
),

-- Each charge with its case.
united as (
    {{ with_its_case('together', {'case_of_ended_count': [1, 2, 3, 4, 5]}) }}
)

-- The best path of each charge, with the columns of a finding.
select
    unit_id,
    'charge' as unit,
    person_id,
    person_bucket,
    'erasure' as remedy_id,
    path,
    cast(outcome as varchar) as outcome,
    case
        when outcome = 'eligible' and deciding_element is null and decided_apart is null
            then 'erase_record'
    end as relief,
    {{ reason_code('erasure') }} as reason_code,
    coalesce(decided_apart, deciding_element) as deciding_element,
    eligible_on,
    case when outcome = 'not_yet' then open_element end as open_element,
    case when outcome = 'not_yet' and open_element is not null then not_before end as not_before,
    cast([] as varchar[]) as immaterial_elements,
    case when outcome = 'eligible' then presumed_facts else cast([] as varchar[]) end
        as presumed_facts,
    cast(null as varchar) as held_up_by,
    {{ source_of_finding() }} as decided_by,
    min(valid_until) over remedy as valid_until,
    bool_and(is_out_of_reach) over remedy as is_out_of_reach,
    false as has_possible_better_path,
    case when decided_apart is null then rests_on else [] end as rests_on
from united
window remedy as (partition by unit_id)
qualify row_number() over (partition by unit_id order by {{ better_path() }}) = 1
