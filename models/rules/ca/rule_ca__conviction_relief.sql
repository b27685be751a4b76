-- Compiled from pc_1203_425.law by lookback law compile ca, hash a010c30c21213f26.
-- Penal Code 1203.425 (automatic relief for convictions): Automatic relief for convictions.
-- A condition is true, false, or NULL where nobody knows; AND, OR and NOT of SQL do the rest.
-- A day is known by the first and the last day that it can be.
with
-- What the law asks of each charge, and its days.
elements as (
    select * from {{ ref('rule_ca__conviction_relief_elements') }}
),

{% set only_waits = [
    'no_active_supervision_record', 'not_serving_a_sentence', 'no_pending_charges',
    'law_in_operation_for_probation', 'probation_term_completed',
    'law_in_operation_for_misdemeanors', 'sentence_completed',
    'calendar_year_since_judgment', 'law_in_operation_for_felonies',
    'all_terms_completed', 'four_years_since_completion',
    'no_felony_in_the_last_four_years'
] %}
{% set undeterminable = [
    'judgment_on_or_after_floor', 'relief_not_prohibited', 'no_active_supervision_record',
    'law_in_operation_for_probation', 'sentenced_to_probation',
    'probation_term_completed', 'law_in_operation_for_misdemeanors', 'sentence_completed',
    'calendar_year_since_judgment', 'law_in_operation_for_felonies',
    'all_terms_completed', 'four_years_since_completion'
] %}
{% set by_clock = [
    'law_in_operation_for_probation', 'probation_term_completed',
    'law_in_operation_for_misdemeanors', 'sentence_completed',
    'calendar_year_since_judgment', 'law_in_operation_for_felonies',
    'all_terms_completed', 'four_years_since_completion',
    'no_felony_in_the_last_four_years'
] %}
{% set shown_as
= {'law_in_operation_for_probation': 'law_in_operation',
    'law_in_operation_for_misdemeanors': 'law_in_operation',
    'law_in_operation_for_felonies': 'law_in_operation'} %}
{% set law = {
    'key': 'unit_id, supposed', 'only_waits': only_waits, 'undeterminable': undeterminable,
        'counsel': [], 'combined': [], 'by_clock': by_clock,
    'shown_as': shown_as
} %}
{% set asked_of_all = ['not_relieved_before', 'court_of_this_state', 'record_is_clear'] %}
-- The paths, in the order of the statute: what bars each, what nobody knows of it, what it waits
-- for.
paths as (
    -- Penal Code 1203.425(a)(1)(B)(iv)(I)(ia)
    {% set by_probation = asked_of_all + [
        'judgment_on_or_after_floor', 'relief_not_prohibited', 'not_required_to_register',
        'no_active_supervision_record', 'not_serving_a_sentence', 'no_pending_charges',
        'law_in_operation_for_probation', 'sentenced_to_probation',
        'probation_term_completed', 'completed_without_revocation'
    ] %}
    select {{ asks(
        1, 'probation', by_probation, law, kind='conviction', begins="date '1850-01-01'"
    ) }}
    from elements
    where conviction is not false
    union all
    -- Penal Code 1203.425(a)(1)(B)(iv)(I)(ib)
    {% set by_misdemeanor = asked_of_all + [
        'judgment_on_or_after_floor', 'relief_not_prohibited', 'not_required_to_register',
        'no_active_supervision_record', 'not_serving_a_sentence', 'no_pending_charges',
        'law_in_operation_for_misdemeanors', 'infraction_or_misdemeanor',
        'sentence_completed', 'calendar_year_since_judgment'
    ] %}
    select {{ asks(
        2, 'misdemeanor', by_misdemeanor, law, kind='conviction', begins="date '1850-01-01'"
    ) }}
    from elements
    where conviction is not false
    union all
    -- Penal Code 1203.425(a)(1)(B)(iv)(II)
    {% set by_felony = asked_of_all + [
        'judgment_on_or_after_floor', 'relief_not_prohibited', 'not_required_to_register',
        'no_active_supervision_record', 'not_serving_a_sentence', 'no_pending_charges',
        'law_in_operation_for_felonies', 'felony', 'all_terms_completed',
        'four_years_since_completion', 'no_felony_in_the_last_four_years',
        'no_new_felony_in_the_four_years', 'not_a_serious_felony', 'not_a_violent_felony',
        'not_a_registrable_felony'
    ] %}
    select {{ asks(
        3, 'felony', by_felony, law, kind='conviction', begins="date '1850-01-01'"
    ) }}
    from elements
    where conviction is not false
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
    'no_active_supervision_record', 'not_serving_a_sentence', 'no_pending_charges',
    'law_in_operation_for_probation', 'probation_term_completed',
    'law_in_operation_for_misdemeanors', 'sentence_completed',
    'calendar_year_since_judgment', 'law_in_operation_for_felonies',
    'all_terms_completed', 'four_years_since_completion',
    'no_felony_in_the_last_four_years'
] %}
{% set until = [
    'not_required_to_register', 'no_active_supervision_record', 'not_serving_a_sentence',
    'no_pending_charges', 'law_in_operation_for_probation', 'probation_term_completed',
    'law_in_operation_for_misdemeanors', 'sentence_completed',
    'calendar_year_since_judgment', 'law_in_operation_for_felonies',
    'all_terms_completed', 'four_years_since_completion',
    'no_felony_in_the_last_four_years', 'not_a_serious_felony'
] %}
{% set source = [
    'relief_not_prohibited', 'not_required_to_register', 'no_active_supervision_record',
    'not_serving_a_sentence', 'no_pending_charges', 'probation_term_completed',
    'infraction_or_misdemeanor', 'sentence_completed', 'calendar_year_since_judgment',
    'felony', 'all_terms_completed', 'four_years_since_completion',
    'not_a_serious_felony', 'not_a_violent_felony'
] %}
{% set by_files = [
    'not_relieved_before', 'court_of_this_state', 'record_is_clear',
    'relief_not_prohibited', 'completed_without_revocation', 'not_required_to_register',
    'no_active_supervision_record'
] %}
{% set presumable = [
    'not_required_to_register', 'not_serving_a_sentence', 'no_pending_charges',
    'not_a_serious_felony', 'not_a_violent_felony'
] %}
{% set rests_on = [
    'not_serving_a_sentence', 'no_pending_charges', 'no_felony_in_the_last_four_years',
    'no_new_felony_in_the_four_years'
] %}
{% set dated = [] %}
{% set is_presumed = {'not_required_to_register': ['not_required_to_register'],
    'not_serving_a_sentence': ['not_serving_a_sentence'],
    'not_a_serious_felony': ['not_a_serious_felony'],
    'not_a_violent_felony': ['not_a_violent_felony']} %}
{% set notes = {
    'over_on': over_on, 'until': until, 'source': source, 'by_files': by_files,
    'presumable': presumable, 'rests_on': rests_on, 'dated': dated,
    'is_presumed': is_presumed, 'held': {'no_active_supervision_record': 'supervised_release'}
} %}
-- Each path with its days, its source and its presumptions.
dated as (
    select {{ dates(
        by_probation, law, notes, "date '1850-01-01'", is_last=true, kind='conviction',
        kinds=['judgment_on_or_after_floor', 'sentenced_to_probation']
    ) }}
    from elements
    inner join decided using (unit_id, supposed)
    where path_number = 1
    union all
    select {{ dates(
        by_misdemeanor, law, notes, "date '1850-01-01'", kind='conviction',
        kinds=['judgment_on_or_after_floor', 'infraction_or_misdemeanor']
    ) }}
    from elements
    inner join decided using (unit_id, supposed)
    where path_number = 2
    union all
    select {{ dates(
        by_felony, law, notes, "date '1850-01-01'", kind='conviction',
        kinds=['judgment_on_or_after_floor', 'felony']
    ) }}
    from elements
    inner join decided using (unit_id, supposed)
    where path_number = 3
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
        * replace (
            max(held_up_by) over (partition by unit_id, supposed) as held_up_by
        )
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
            when count(*) = 2 and count(distinct outcome) = 1
                then arg_max(supposed, row({{ better_path() }}, supposed))
            else ''
        end as supposed,
        case when count(held_up_by) = 2 then max(held_up_by) end as held_up_at_any_level
    from best_of_level
    group by unit_id
),

-- The paths of that level, or of the level on record.
chosen as (
    select together.*, level_taken.held_up_at_any_level
    from together
    left join level_taken using (unit_id)
    where together.supposed = coalesce(level_taken.supposed, '')
),

-- The best path of each charge.
taken as (
    select
        * replace (
            min(valid_until) over (partition by unit_id) as valid_until,
            max(held_up_by) over (partition by unit_id) as held_up_by
        )
    from chosen
    qualify row_number() over (partition by unit_id order by {{ better_path() }}) = 1
),

-- Elements of the path taken that the levels supposed answer otherwise: they make no difference.
immaterial as (
    select elements.unit_id, {{ answered_otherwise(by_probation, law, notes) }}
        as immaterial_elements
    from elements
    inner join taken on elements.unit_id = taken.unit_id
    where taken.path_number = 1 and taken.supposed <> '' and elements.supposed <> ''
        and conviction is not false
    group by elements.unit_id
    union all
    select elements.unit_id, {{ answered_otherwise(by_misdemeanor, law, notes) }}
        as immaterial_elements
    from elements
    inner join taken on elements.unit_id = taken.unit_id
    where taken.path_number = 2 and taken.supposed <> '' and elements.supposed <> ''
        and conviction is not false
    group by elements.unit_id
    union all
    select elements.unit_id, {{ answered_otherwise(by_felony, law, notes) }} as immaterial_elements
    from elements
    inner join taken on elements.unit_id = taken.unit_id
    where taken.path_number = 3 and taken.supposed <> '' and elements.supposed <> ''
        and conviction is not false
    group by elements.unit_id
),

-- The best path, with the columns of a finding.
findings as (
    select
        unit_id,
        'charge' as unit,
        person_id,
        person_bucket,
        'conviction_relief' as remedy_id,
        path,
        cast(outcome as varchar) as outcome,
        case
            when outcome = 'eligible' and deciding_element is null and decided_apart is null
                then 'relieve_conviction'
        end as relief,
        {{ reason_code('conviction_relief') }} as reason_code,
        coalesce(decided_apart, deciding_element) as deciding_element,
        eligible_on,
        case when outcome = 'not_yet' then open_element end as open_element,
        case when outcome = 'not_yet' and open_element is not null then not_before end
            as not_before,
        coalesce(immaterial_elements, cast([] as varchar[])) as immaterial_elements,
        case when outcome = 'eligible' then presumed_facts else cast([] as varchar[]) end
            as presumed_facts,
        case
            when outcome not in ('already_relieved', 'eligible', 'not_yet')
                then coalesce(held_up_by, held_up_at_any_level)
        end as held_up_by,
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
            when kinds.conviction_of_a_person_with_an_unread_line
                and findings.reason_code in ('conviction_relief_record_is_clear_unknown')
                then 'record_line_unread'
            when kinds.conviction_that_a_petition_may_be_about
                and findings.reason_code in ('conviction_relief_record_is_clear_unknown')
                then 'record_petition_unmatched'
            else findings.reason_code
        end as reason_code
    )
from findings
left join (
    select unit_id, conviction_of_a_person_with_an_unread_line,
        conviction_that_a_petition_may_be_about
    from elements
    where supposed = ''
) as kinds using (unit_id)
