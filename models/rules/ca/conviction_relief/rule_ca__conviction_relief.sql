-- Penal Code 1203.425(a): what is determined for each conviction in scope. One row per conviction: the best of its
-- three paths (probation, misdemeanor, felony), and why. An unknown level is tried both as felony and as misdemeanor:
-- where both give the same, that is the answer. The words are those of rule_ca__conviction_relief_elements and
-- _people.
{% set of_the_conviction = [
    'not_relieved_before', 'court_of_this_state', 'record_is_clear', 'judgment_on_or_after_floor',
    'relief_not_prohibited'
] %}
{% set of_the_person = [
    'not_required_to_register', 'no_active_supervision_record', 'not_serving_a_sentence', 'no_pending_charges'
] %}
{% set of_every_path = of_the_conviction + of_the_person %}
{% set level_of = {'misdemeanor': 'infraction_or_misdemeanor', 'felony': 'felony'} %}
{% set of_the_path = {
    'probation': [
        'law_in_operation_probation', 'sentenced_to_probation', 'probation_term_completed',
        'completed_without_revocation'
    ],
    'misdemeanor': ['law_in_operation_misdemeanor', 'sentence_completed', 'calendar_year_since_judgment'],
    'felony': [
        'law_in_operation_felony', 'all_terms_completed', 'four_years_since_completion',
        'no_new_felony_in_the_four_years', 'not_a_serious_felony', 'not_a_violent_felony', 'not_a_registrable_felony'
    ]
} %}
{# What the law wants read in the department's records, and what they do not tell, cannot be determined. #}
{% set undeterminable = [
    'judgment_on_or_after_floor', 'relief_not_prohibited', 'no_active_supervision_record', 'sentenced_to_probation',
    'probation_term_completed', 'sentence_completed', 'calendar_year_since_judgment', 'all_terms_completed',
    'four_years_since_completion'
] %}
{% set days_of = {
    'probation': ['law_in_operation_probation_on', 'probation_term_completed_on'],
    'misdemeanor': [
        'law_in_operation_misdemeanor_on', 'sentence_completed_on', 'calendar_year_since_judgment_on'
    ],
    'felony': ['law_in_operation_felony_on', 'all_terms_completed_on', 'four_years_since_completion_on']
} %}
{% set paths = ['probation', 'misdemeanor', 'felony'] %}
{% set by_the_file = ['no_active_supervision_record'] %}
-- (Parts of a value are written like columns of a table.)
-- noqa: disable=RF03
with words as (

    select
        elements.*,
        people.* exclude (person_id, person_bucket)
    from {{ ref('rule_ca__conviction_relief_elements') }} as elements
    inner join {{ ref('rule_ca__conviction_relief_people') }} as people on elements.person_id = people.person_id

),

-- What the elements come to that every path asks, that one alone that needs the Supervised Release File, and those of
-- each path but for the level: of several the gravest counts.
asked as (

    select
        *,
        cast(case
            when not_relieved_before = 'not_met' then 'already_relieved'
            else {{ what_words_come_to(
                of_every_path | reject('equalto', 'no_active_supervision_record') | list, undeterminable
            ) }}
        end as {{ path_severity() }}) as on_every_path,
        cast({{ what_words_come_to(by_the_file, undeterminable) }} as {{ path_severity() }}) as by_supervision,
        {% for path in paths %}
            cast({{ what_words_come_to(of_the_path[path], undeterminable) }} as {{ path_severity() }})
                as on_{{ path }},
        {% endfor %}
        -- Where only time is missing and no day is on record, there is none. (A sentence that a person found not to be
        -- over is one being served: no day of it is known.)
        no_active_supervision_record = 'not_yet' and no_active_supervision_record_from is null
        or not_serving_a_sentence = 'not_yet' and not_serving_a_sentence_from is null
        or no_pending_charges = 'not_yet' as has_no_day
    from words

),

-- Each path as if the level were the one it asks for.
tried as (

    select
        *,
        {% for path in paths %}
            greatest(on_every_path, by_supervision, on_{{ path }}) as outcome_{{ path }},
            greatest(on_every_path, on_{{ path }}) as outcome_{{ path }}_but_for_supervision,
            case
                when not has_no_day
                    then
                        greatest(
                            no_active_supervision_record_from,
                            case when not_serving_a_sentence = 'not_yet' then not_serving_a_sentence_from end,
                            {{ days_of[path] | join(', ') }}
                        )
            end as day_{{ path }}{% if not loop.last %},{% endif %}
        {% endfor %}
    from asked

),

-- The best path where the level is known, or tried: the better outcome, the earlier day, the order of the paths. The
-- path of the other level is barred.
levels as (

    select
        *,
        least({{ path_finding('probation', paths) }}, {{ path_finding('misdemeanor', paths) }}) as as_misdemeanor,
        least({{ path_finding('probation', paths) }}, {{ path_finding('felony', paths) }}) as as_felony,
        least(
            {{ path_finding('probation', paths) }},
            {{ path_finding('misdemeanor', paths, is_level_in_doubt=true) }},
            {{ path_finding('felony', paths, is_level_in_doubt=true) }}
        ) as as_unknown
    from tried

),

best as (

    select
        * exclude (as_misdemeanor, as_felony, as_unknown),
        level_now = 'unknown' and as_misdemeanor.outcome = as_felony.outcome as is_level_immaterial,
        case
            when level_now = 'felony' then as_felony
            when level_now <> 'unknown' then as_misdemeanor
            when as_misdemeanor.outcome = as_felony.outcome then greatest(as_misdemeanor, as_felony)
            else as_unknown
        end as best,
        not has_supervised_release
        and case
            when level_now = 'felony'
                then 'eligible' in (outcome_probation_but_for_supervision, outcome_felony_but_for_supervision)
            when level_now <> 'unknown'
                then 'eligible' in (outcome_probation_but_for_supervision, outcome_misdemeanor_but_for_supervision)
            else outcome_probation_but_for_supervision = 'eligible'
                or (
                    outcome_misdemeanor_but_for_supervision = 'eligible'
                    and outcome_felony_but_for_supervision = 'eligible'
                )
        end as is_held_up_by_missing_file
    from levels

),

-- The first element that decides the best path: not met, then unknown, then not yet, in the order of the law table.
decided as (

    select
        *,
        cast(best.path as varchar) as path,
        cast(best.outcome as varchar) as outcome,
        case cast(best.path as varchar)
            {% for path in paths %}
                {% set level = level_of.get(path) %}
                {% set law = of_the_path[path] | first %}
                {% set others = of_the_path[path] | reject('equalto', law) | list %}
                {% set elements = of_every_path + [law] + ([level] if level else []) + others %}
                {% set not_on_record = elements | select('in', undeterminable) | list %}
                {% set for_review = elements | reject('in', undeterminable) | list %}
                when '{{ path }}'
                    then case
                            {% for word, asked in [
                                ('not_met', elements), ('unknown', for_review), ('unknown', not_on_record),
                                ('not_yet', elements)
                            ] %}
                                {% for element in asked %}
                                    when {{ element }} = '{{ word }}'
                                        {% if element == level %}and not is_level_immaterial{% endif %}
                                        then
                                            struct_pack(
                                                element := '{{ "law_in_operation" if element == law else element }}',
                                                word := '{{ word }}'
                                            )
                                {% endfor %}
                            {% endfor %}
                        end
            {% endfor %}
        end as deciding
    from best

)

select
    charge_id,
    person_id,
    person_bucket,
    path,
    outcome,
    case
        when outcome = 'eligible' then 'conviction_relief_' || path
        when deciding.element = 'record_is_clear' and doubt_of_the_person = 'record_line_unread'
            then doubt_of_the_person
        else concat_ws('_', 'conviction_relief', deciding.element, deciding.word)
    end as reason_code,
    deciding.element as deciding_element,
    nullif(best.eligible_on, cast('infinity' as date)) as eligible_on,
    case
        when is_level_immaterial and path = 'misdemeanor' then ['infraction_or_misdemeanor']
        when is_level_immaterial and path = 'felony' then ['felony']
        else cast([] as varchar[])
    end as immaterial_elements,
    case
        when outcome = 'eligible'
            then list_filter([
                    case when not_required_to_register = 'presumed' then 'not_required_to_register' end,
                    case when not_serving_a_sentence = 'presumed' then 'not_serving_a_sentence' end,
                    case when path = 'felony' and not_a_serious_felony = 'presumed' then 'not_a_serious_felony' end,
                    case when path = 'felony' and not_a_violent_felony = 'presumed' then 'not_a_violent_felony' end
                ], lambda presumed: presumed is not null)
        else cast([] as varchar[])
    end as presumed_facts,
    is_held_up_by_missing_file,
    case
        when deciding.element = 'no_active_supervision_record' then 'supervised_release'
        when deciding.element = 'relief_not_prohibited' then 'petitions'
        when
            is_registration_looked_up and (outcome = 'eligible' or deciding.element = 'not_required_to_register')
            or is_pending_charge_looked_up and (outcome = 'eligible' or deciding.element = 'no_pending_charges')
            or is_level_looked_up and outcome = 'eligible' and path <> 'probation'
            or is_sentence_looked_up
            and (
                outcome = 'eligible'
                or deciding.element in ('probation_term_completed', 'sentence_completed', 'all_terms_completed')
            )
            or is_some_sentence_looked_up and (outcome = 'eligible' or deciding.element = 'not_serving_a_sentence')
            or is_list_looked_up and outcome = 'eligible' and path = 'felony'
            then 'established_facts'
        when
            has_supervision_end
            and path = 'felony'
            and (outcome = 'eligible' or deciding.element in ('all_terms_completed', 'four_years_since_completion'))
            then 'supervised_release'
        when disposition_source = 'court_record' then 'court_records'
        else 'history'
    end as decided_by
from decided
