-- Compiled from del_c_11_4373a.law by lookback law compile de, hash a0b9712f18bf9fa1.
{{ config(tags=['on_demand', 'compiled_law']) }}
-- Delaware: 11 Del. C. 4373A (mandatory expungement without application): Mandatory expungement
-- without application.
-- A condition is true, false, or NULL where nobody knows; AND, OR and NOT of SQL do the rest.
-- A day is known by the first and the last day that it can be.
with
-- What each charge is.
charges as (
    select
        *,
        -- 11 Del. C. 4372(b)(1) to (5)
        {{ is_disposed([
            'acquittal', 'dismissal', 'dismissed_with_prejudice', 'dismissed_without_prejudice',
            'nolle_prosequi', 'deferred_dismissed'
        ]) }} as terminated_in_favor,
        -- 11 Del. C. 4372(b)(6)
        {{ is_disposed(['declined', 'arrest_without_charge']) }} as never_charged,
        -- 11 Del. C. 4372(b)(7), 4373(a)(3)
        {{ is_disposed(['none', 'pending']) }} as without_disposition,
        -- 11 Del. C. 4373(a)(1)b.
        {{ is_disposed(['conviction']) }} and level = 'violation' as violation,
        -- 11 Del. C. 4373(a)(1)c. and d.
        {{ is_disposed(['conviction']) }} and {{ is_listed(['de_without_wait']) }}
            as marijuana_paraphernalia_or_alcohol,
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
        -- 11 Del. C. 4372(f); 4374(b)
        {{ is_listed(['de_never', 'de_title_21']) }} as excluded,
        -- 11 Del. C. 4373(a)(2)
        {{ is_disposed(['conviction']) }} and {{ is_listed(['de_conviction_bars']) }}
            as conviction_that_bars
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
        (has_disposition and disposition_last is null)
        or (has_release_or_sentence and release_or_sentence_last is null)
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
        own.as_of_date,
        other.arrest_first,
        other.arrest_last,
        other.disposition_first,
        other.disposition_last,
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
elements as materialized (
    select
        *,
        -- 11 Del. C. 4373(a)(2)c.: Was it not relieved before?
        {{ is_not_denied('not_relieved_before') }} as not_relieved_before,
        -- 11 Del. C. 4373(a)(2)c.: Was it a court of this state?
        {{ is_not_denied('court_of_this_state') }} as court_of_this_state,
        -- 11 Del. C. 4373(a)(2)c.: Is the record clear: no conflicting copies, unread lines or
        -- mixed identities?
        {{ is_not_denied('record_is_clear') }} as record_is_clear,
        -- 11 Del. C. 4372(f); 4374(b): Is it no offense that is excluded from expungement?
        not excluded as not_excluded,
        -- aclu-de.org, Mandatory Expungement Eligibility Guide (the section was not read);
        -- 4373(a)(3): Is no charge of the person open that bars the expungement?
        case when {{ fewer_than(1, 'no_open_charge') }} then true end as no_open_charge,
        -- aclu-de.org, Mandatory Expungement Eligibility Guide (the section was not read): Is the
        -- person under no probation or parole that bars the expungement?
        case when {{ does_not_appear('actively_supervised') }} then true end as not_supervised,
        -- 11 Del. C. 4372(b)(6): Is a year over since the arrest, without charges?
        case when has_arrest then {{ has_waited('one_year_without_charges') }} end
            as one_year_without_charges,
        -- 11 Del. C. 4372(b)(7), 4373(a)(3): Is the case seven years old?
        case when has_arrest then {{ has_waited('seven_years_old') }} end as seven_years_old,
        -- 11 Del. C. 4372(b)(7), 4373(a)(3): Is there no active warrant in the case?
        {{ does_not_appear('active_warrant') }} as no_active_warrant_on_record,
        case
            when active_warrant_established_yes then false
            when active_warrant_established_no then true
        end as no_active_warrant_told,
        coalesce(no_active_warrant_on_record, no_active_warrant_told) as no_active_warrant,
        -- 11 Del. C. 4372(b)(7), 4373(a)(3): Is there no documented activity in the case within the
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
        -- 11 Del. C. 4373(a)(2): Has the person no prior or subsequent conviction that bars
        -- eligibility?
        {{ fewer_than(1, 'no_conviction_that_bars', but_case_of='conviction_that_bars') }}
            as no_conviction_that_bars,
        -- 11 Del. C. 4373(b); 4374(a)(1): Is it no misdemeanor that 4373(b) lists?
        not listed_misdemeanor as not_listed_in_b,
        -- 11 Del. C. 4373(a)(2)c.: Are ten years over since the later of conviction and release?
        case
            when has_disposition and has_release_or_sentence then {{ has_waited('ten_years') }}
        end as ten_years
    from waits
    left join counted using (unit_id)
),

{% set only_waits = [
    'one_year_without_charges', 'seven_years_old', 'three_years', 'five_years',
    'ten_years'
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
    select {{ asks(8, 'felony', by_felony, law, kind='listed_felony', begins="date '2024-08-01'") }}
    from elements
    where listed_felony is not false
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
        min({{ leaves_last_years(7) }}) filter (where no_open_charge_kind is not false)
            as no_open_charge_changes_on
    from others
    group by unit_id
),

-- The day of each element, until when its answer holds, its source, and whether it is presumed.
element_days as materialized (
    select
        *,
        no_open_charge_changes_on as no_open_charge_until,
        actively_supervised_answer_over_on as not_supervised_over_on,
        least(
            actively_supervised_answer_until,
            {{ if_to_come('actively_supervised_answer_over_on') }}
        ) as not_supervised_until,
        actively_supervised_answer_source as not_supervised_source,
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
        case when no_activity_told = no_activity then 'established_facts' end
            as no_activity_source,
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
    left join window_days using (unit_id)
),

-- Each path with its days, its source and its presumptions.
dated as (
    select {{ dates(by_terminated_in_favor, law, notes, "date '2024-08-01'") }}
    from element_days
    inner join decided using (unit_id)
    where path_number = 1
    union all
    select {{ dates(by_never_charged, law, notes, "date '2024-08-01'") }}
    from element_days
    inner join decided using (unit_id)
    where path_number = 2
    union all
    select {{ dates(by_old_without_disposition, law, notes, "date '2024-08-01'") }}
    from element_days
    inner join decided using (unit_id)
    where path_number = 3
    union all
    select {{ dates(by_marijuana_paraphernalia_or_alcohol, law, notes, "date '2024-08-01'") }}
    from element_days
    inner join decided using (unit_id)
    where path_number = 4
    union all
    select {{ dates(by_violation, law, notes, "date '2024-08-01'") }}
    from element_days
    inner join decided using (unit_id)
    where path_number = 5
    union all
    select {{ dates(by_drug_possession, law, notes, "date '2024-08-01'") }}
    from element_days
    inner join decided using (unit_id)
    where path_number = 6
    union all
    select {{ dates(by_misdemeanor, law, notes, "date '2024-08-01'") }}
    from element_days
    inner join decided using (unit_id)
    where path_number = 7
    union all
    select {{ dates(by_felony, law, notes, "date '2024-08-01'") }}
    from element_days
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

-- The best path of each charge by itself.
best_of_charge as (
    select * from together
    qualify row_number() over (partition by unit_id order by {{ better_path() }}) = 1
),

-- Paths 1, 2, 3, 4, 5, 6, 7, 8: a case as a whole. Its worst charge decides, and one that no path
-- is for bars it.
whole_case as (
    select
        case_key,
        max(reached) as worst,
        case
            when not bool_or(reached = 'not_yet' and eligible_on is null) then max(eligible_on)
        end as last_on,
        -- (While a charge bars the case, the others change nothing.)
        case
            when max(reached) <> 'ineligible' then min(valid_until)
            when bool_and(valid_until is not null) filter (where reached = 'ineligible')
                then max(valid_until) filter (where reached = 'ineligible')
        end as holds_until
    from (
        select
            charges.case_key, best.eligible_on, best.valid_until,
            {{ as_outcome("case
                when best.outcome = 'already_relieved' then 'eligible'
                else coalesce(best.outcome, 'ineligible')
            end") }} as reached
        from charges as charges
        left join best_of_charge as best using (unit_id)
        where charges.case_key in (select together.case_key from together)
    ) as charges_of_cases
    group by case_key
),

-- Each charge with its case.
united as (
    select
        paths.* replace (
            case
                when paths.outcome <> 'already_relieved' then greatest(paths.outcome, cases.worst)
                else paths.outcome
            end as outcome,
            case
                when paths.outcome <> 'already_relieved'
                    and greatest(paths.outcome, cases.worst) in ('eligible', 'not_yet')
                    and not coalesce(cases.worst = 'not_yet' and cases.last_on is null, false)
                    then greatest(paths.eligible_on, cases.last_on)
            end as eligible_on,
            case
                when paths.outcome <> 'already_relieved' and cases.worst > paths.outcome
                    then 'every_charge_of_the_case'
            end as decided_apart,
            least(
                paths.valid_until,
                case
                    when paths.outcome not in ('already_relieved', 'ineligible')
                        then cases.holds_until
                end
            ) as valid_until
        )
    from together as paths
    left join (
        select *, unnest([1, 2, 3, 4, 5, 6, 7, 8]) as path_number from whole_case
    ) as cases using (case_key, path_number)
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
    cast([] as varchar[]) as immaterial_elements,
    case when outcome = 'eligible' then presumed_facts else cast([] as varchar[]) end
        as presumed_facts,
    cast(null as varchar) as held_up_by,
    {{ source_of_finding() }} as decided_by,
    min(valid_until) over remedy as valid_until,
    bool_and(is_out_of_reach) over remedy as is_out_of_reach,
    false as has_possible_better_path
from united
window remedy as (partition by unit_id)
qualify row_number() over (partition by unit_id order by {{ better_path() }}) = 1
