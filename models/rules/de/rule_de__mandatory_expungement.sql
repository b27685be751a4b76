-- Compiled from del_c_11_4373a.law by lookback law compile de, hash 476708ad99940a60.
-- Delaware: 11 Del. C. 4373A (mandatory expungement without application): Mandatory expungement
-- without application.
-- A condition is true, false, or NULL where nobody knows; AND, OR and NOT of SQL do the rest.
-- A day is known by the first and the last day that it can be.
with
-- What the law asks of each charge, and its days.
elements as (
    select * from {{ ref('rule_de__mandatory_expungement_elements') }}
),

{% set only_waits = [
    'one_year_without_charges', 'seven_years_old', 'three_years', 'five_years',
    'ten_years'
] %}
{% set by_clock = [
    'one_year_without_charges', 'seven_years_old', 'three_years', 'five_years',
    'ten_years'
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
    -- 11 Del. C. 4373(a)(1)a., 4373A(a), (b)
    {% set by_terminated_in_favor = asked_of_all + [
        'not_excluded', 'no_open_charge', 'not_supervised'
    ] %}
    select {{ asks(
        1, 'terminated_in_favor', by_terminated_in_favor, law, kind='terminated_in_favor',
        begins="date '2024-08-01'"
    ) }}
    from elements
    where terminated_in_favor is not false
    union all
    -- 11 Del. C. 4372(b)(6), 4373(a)(1)a.
    {% set by_never_charged = asked_of_all + [
        'one_year_without_charges', 'not_excluded', 'no_open_charge', 'not_supervised'
    ] %}
    select {{ asks(
        2, 'never_charged', by_never_charged, law, kind='never_charged',
        begins="date '2024-08-01'"
    ) }}
    from elements
    where never_charged is not false
    union all
    -- 11 Del. C. 4372(b)(7), 4373(a)(3)
    {% set by_old_without_disposition = asked_of_all + [
        'seven_years_old', 'no_active_warrant', 'no_activity', 'not_excluded',
        'no_open_charge', 'not_supervised'
    ] %}
    select {{ asks(
        3, 'old_without_disposition', by_old_without_disposition, law,
        kind='without_disposition', begins="date '2024-08-01'"
    ) }}
    from elements
    where without_disposition is not false
    union all
    -- 11 Del. C. 4373(a)(1)c. and d.
    {% set by_marijuana_paraphernalia_or_alcohol = asked_of_all + [
        'not_excluded', 'no_open_charge', 'not_supervised'
    ] %}
    select {{ asks(
        4, 'marijuana_paraphernalia_or_alcohol', by_marijuana_paraphernalia_or_alcohol, law,
        kind='marijuana_paraphernalia_or_alcohol', begins="date '2024-08-01'"
    ) }}
    from elements
    where marijuana_paraphernalia_or_alcohol is not false
    union all
    -- 11 Del. C. 4373(a)(1)b.
    {% set by_violation = asked_of_all + [
        'three_years', 'not_excluded', 'no_open_charge', 'not_supervised'
    ] %}
    select {{ asks(
        5, 'violation', by_violation, law, kind='violation', begins="date '2024-08-01'"
    ) }}
    from elements
    where violation is not false
    union all
    -- 11 Del. C. 4373(a)(2)b.
    {% set by_drug_possession = asked_of_all + [
        'five_years', 'no_conviction_that_bars', 'not_excluded', 'no_open_charge',
        'not_supervised'
    ] %}
    select {{ asks(
        6, 'drug_possession', by_drug_possession, law, kind='drug_possession',
        begins="date '2024-08-01'"
    ) }}
    from elements
    where drug_possession is not false
    union all
    -- 11 Del. C. 4373(a)(2)a.
    {% set by_misdemeanor = asked_of_all + [
        'five_years', 'no_conviction_that_bars', 'not_listed_in_b', 'not_excluded',
        'no_open_charge', 'not_supervised'
    ] %}
    select {{ asks(
        7, 'misdemeanor', by_misdemeanor, law, kind='misdemeanor', begins="date '2024-08-01'"
    ) }}
    from elements
    where misdemeanor is not false
    union all
    -- 11 Del. C. 4373(a)(2)c.
    {% set by_felony = asked_of_all + [
        'ten_years', 'no_conviction_that_bars', 'not_excluded', 'no_open_charge',
        'not_supervised'
    ] %}
    select {{ asks(
        8, 'felony', by_felony, law, kind='listed_felony', begins="date '2024-08-01'"
    ) }}
    from elements
    where listed_felony is not false
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
    'not_supervised', 'one_year_without_charges', 'seven_years_old', 'three_years',
    'five_years', 'ten_years'
] %}
{% set until = [
    'no_open_charge', 'not_supervised', 'one_year_without_charges', 'seven_years_old',
    'three_years', 'five_years', 'ten_years'
] %}
{% set source = [
    'not_supervised', 'one_year_without_charges', 'seven_years_old', 'no_active_warrant',
    'no_activity', 'three_years', 'five_years', 'ten_years'
] %}
{% set by_files = [
    'not_relieved_before', 'court_of_this_state', 'record_is_clear', 'no_active_warrant',
    'no_activity', 'not_supervised'
] %}
{% set presumable = [] %}
{% set rests_on = ['no_open_charge', 'no_conviction_that_bars'] %}
{% set dated = [] %}
{% set is_presumed = {} %}
{% set notes = {
    'over_on': over_on, 'until': until, 'source': source, 'by_files': by_files,
    'presumable': presumable, 'rests_on': rests_on, 'dated': dated,
    'is_presumed': is_presumed
} %}
-- Each path with its days, its source and its presumptions.
dated as (
    select {{ dates(by_terminated_in_favor, law, notes, "date '2024-08-01'") }}
    from elements
    inner join decided using (unit_id)
    where path_number = 1
    union all
    select {{ dates(by_never_charged, law, notes, "date '2024-08-01'") }}
    from elements
    inner join decided using (unit_id)
    where path_number = 2
    union all
    select {{ dates(by_old_without_disposition, law, notes, "date '2024-08-01'") }}
    from elements
    inner join decided using (unit_id)
    where path_number = 3
    union all
    select {{ dates(by_marijuana_paraphernalia_or_alcohol, law, notes, "date '2024-08-01'") }}
    from elements
    inner join decided using (unit_id)
    where path_number = 4
    union all
    select {{ dates(by_violation, law, notes, "date '2024-08-01'") }}
    from elements
    inner join decided using (unit_id)
    where path_number = 5
    union all
    select {{ dates(by_drug_possession, law, notes, "date '2024-08-01'") }}
    from elements
    inner join decided using (unit_id)
    where path_number = 6
    union all
    select {{ dates(by_misdemeanor, law, notes, "date '2024-08-01'") }}
    from elements
    inner join decided using (unit_id)
    where path_number = 7
    union all
    select {{ dates(by_felony, law, notes, "date '2024-08-01'") }}
    from elements
    inner join decided using (unit_id)
    where path_number = 8
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
        case_key
    from {{ ref('rule_de__wide_facts') }}
    where unit = 'charge' and case_key is not null
),

-- The best path of each charge by itself.
best_of_charge as (
    select * from together
    qualify row_number() over (partition by unit_id order by {{ better_path() }}) = 1
),

-- Paths 1, 2, 3, 4, 5, 6, 7, 8: a case as a whole. Its worst charge decides, and one that no path
-- is for bars it.
whole_case as (
    {{ case_as_a_whole('together') }}
),

-- Each charge with its case.
united as (
    {{ with_its_case('together', {'whole_case': [1, 2, 3, 4, 5, 6, 7, 8]}) }}
)

-- The best path of each charge, with the columns of a finding.
select
    unit_id,
    'charge' as unit,
    person_id,
    person_bucket,
    'mandatory_expungement' as remedy_id,
    path,
    cast(outcome as varchar) as outcome,
    case
        when outcome = 'eligible' and deciding_element is null and decided_apart is null
            then 'expunge_case'
    end as relief,
    {{ reason_code('mandatory_expungement') }} as reason_code,
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
