-- Compiled from pacs_18_9122_2.law by lookback law compile pa, hash c7c92f6d8ba9e247.
-- Pennsylvania: 18 Pa.C.S. 9122.2 and 9122.3 (clean slate limited access): Clean slate limited
-- access.
-- A condition is true, false, or NULL where nobody knows; AND, OR and NOT of SQL do the rest.
-- A day is known by the first and the last day that it can be.
with
-- What the law asks of each charge, and its days.
elements as (
    select * from {{ ref('rule_pa__limited_access_elements') }}
),

{% set only_waits = [
    'free_for_7_years', 'restitution_paid', 'free_for_10_years', 'disposed_of',
    'five_years_since_judgment'
] %}
{% set combined = ['nothing_graver_in_the_case'] %}
{% set by_clock = [
    'free_for_7_years', 'free_for_10_years', 'disposed_of', 'five_years_since_judgment'
] %}
{% set shown_as = {} %}
{% set law = {
    'key': 'unit_id', 'only_waits': only_waits, 'undeterminable': [], 'counsel': [],
        'combined': combined, 'by_clock': by_clock,
    'shown_as': shown_as
} %}
{% set asked_of_all = ['not_relieved_before', 'court_of_this_state', 'record_is_clear'] %}
-- The paths, in the order of the statute: what bars each, what nobody knows of it, what it waits
-- for.
paths as (
    -- 18 Pa.C.S. 9122.2(a)(1)
    {% set by_misdemeanor = asked_of_all + [
        'free_for_7_years', 'restitution_paid', 'no_barred_offense', 'no_felony_ever',
        'fewer_than_two_over_2y', 'fewer_than_three_felonies', 'fewer_than_four_1y',
        'no_listed_offense_ever', 'nothing_graver_in_the_case'
    ] %}
    select {{ asks(
        1, 'misdemeanor', by_misdemeanor, law, kind='m2_m3_or_two_years',
        begins="date '2024-06-11'"
    ) }}
    from elements
    where m2_m3_or_two_years is not false
    union all
    -- 18 Pa.C.S. 9122.2(a)(1.1)
    {% set by_qualifying = asked_of_all + [
        'free_for_10_years', 'restitution_paid', 'no_barred_offense', 'no_felony_ever',
        'fewer_than_two_over_2y', 'fewer_than_three_felonies', 'fewer_than_four_1y',
        'no_listed_offense_ever'
    ] %}
    select {{ asks(
        2, 'qualifying', by_qualifying, law, kind='qualifying_offense',
        begins="date '2024-06-11'"
    ) }}
    from elements
    where qualifying_offense is not false
    union all
    -- 18 Pa.C.S. 9122.2(a)(2)
    {% set by_no_conviction = asked_of_all + ['disposed_of', 'restitution_paid'] %}
    select {{ asks(
        3, 'no_conviction', by_no_conviction, law, kind='no_conviction',
        begins="date '2019-06-28'"
    ) }}
    from elements
    where no_conviction is not false
    union all
    -- 18 Pa.C.S. 9122.2(a)(3)
    {% set by_summary = asked_of_all + ['five_years_since_judgment', 'restitution_paid'] %}
    select {{ asks(
        4, 'summary', by_summary, law, kind='summary', begins="date '2024-06-11'"
    ) }}
    from elements
    where summary is not false
    union all
    -- 18 Pa.C.S. 9122.2(a)(4)
    {% set by_conditional_pardon = asked_of_all + [] %}
    select {{ asks(
        5, 'conditional_pardon', by_conditional_pardon, law, kind='conditional_pardon',
        begins="date '2024-02-12'"
    ) }}
    from elements
    where conditional_pardon is not false
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
    'free_for_7_years', 'nothing_graver_in_the_case', 'free_for_10_years', 'disposed_of',
    'five_years_since_judgment'
] %}
{% set until = [
    'free_for_7_years', 'free_for_10_years', 'disposed_of', 'five_years_since_judgment'
] %}
{% set source = [
    'free_for_7_years', 'restitution_paid', 'nothing_graver_in_the_case',
    'free_for_10_years', 'disposed_of', 'five_years_since_judgment'
] %}
{% set by_files = ['not_relieved_before', 'court_of_this_state', 'record_is_clear'] %}
{% set presumable = [] %}
{% set rests_on = [
    'free_for_7_years', 'no_felony_ever', 'fewer_than_two_over_2y',
    'fewer_than_three_felonies', 'fewer_than_four_1y', 'no_listed_offense_ever',
    'nothing_graver_in_the_case', 'no_graver_conviction_in_the_case', 'free_for_10_years'
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
    select {{ dates(
        by_misdemeanor, law, notes, "date '2024-06-11'",
        parts=['no_graver_conviction_in_the_case', 'is_a_qualifying_offense']
    ) }}
    from elements
    inner join decided using (unit_id)
    where path_number = 1
    union all
    select {{ dates(by_qualifying, law, notes, "date '2024-06-11'") }}
    from elements
    inner join decided using (unit_id)
    where path_number = 2
    union all
    select {{ dates(by_no_conviction, law, notes, "date '2019-06-28'") }}
    from elements
    inner join decided using (unit_id)
    where path_number = 3
    union all
    select {{ dates(by_summary, law, notes, "date '2024-06-11'") }}
    from elements
    inner join decided using (unit_id)
    where path_number = 4
    union all
    select {{ dates(by_conditional_pardon, law, notes, "date '2024-02-12'") }}
    from elements
    inner join decided using (unit_id)
    where path_number = 5
)

-- The best path of each charge, with the columns of a finding.
select
    unit_id,
    'charge' as unit,
    person_id,
    person_bucket,
    'limited_access' as remedy_id,
    path,
    cast(outcome as varchar) as outcome,
    case
        when outcome = 'eligible' and deciding_element is null and decided_apart is null
            then 'limit_access'
    end as relief,
    {{ reason_code('limited_access') }} as reason_code,
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
from dated
window remedy as (partition by unit_id)
qualify row_number() over (partition by unit_id order by {{ better_path() }}) = 1
