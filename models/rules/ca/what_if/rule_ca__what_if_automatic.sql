{{ config(materialized='people_in_pieces') }}
-- Penal Code 1203.425 and 851.93: what one more answer would make of a determination: one row per question and
-- conviction or arrest whose outcome would be another with yes or with no. The words that the answer gives are put in
-- place of those that stand (rule_ca__what_if_elements); what words come to, and which path is the best, is asked as
-- for the finding. An unknown level is tried both as felony and as misdemeanor, of an arrest as infraction too.
{% set remedies = {
    'charge': {
        'remedy_id': 'conviction_relief',
        'of_every_path': [
            'not_relieved_before', 'court_of_this_state', 'record_is_clear', 'judgment_on_or_after_floor',
            'relief_not_prohibited', 'not_required_to_register', 'no_active_supervision_record',
            'not_serving_a_sentence', 'no_pending_charges'
        ],
        'misdemeanor': ['infraction_or_misdemeanor'],
        'felony': ['felony'],
        'paths': {
            'probation': [
                'law_in_operation_probation', 'sentenced_to_probation', 'probation_term_completed',
                'completed_without_revocation'
            ],
            'misdemeanor': [
                'law_in_operation_misdemeanor', 'infraction_or_misdemeanor', 'sentence_completed',
                'calendar_year_since_judgment'
            ],
            'felony': [
                'law_in_operation_felony', 'felony', 'all_terms_completed', 'four_years_since_completion',
                'no_new_felony_in_the_four_years', 'not_a_serious_felony', 'not_a_violent_felony',
                'not_a_registrable_felony'
            ]
        }
    },
    'arrest': {
        'remedy_id': 'arrest_relief',
        'of_every_path': [
            'not_relieved_before', 'arrest_of_this_state', 'record_is_clear', 'arrest_on_or_after_floor'
        ],
        'misdemeanor': ['misdemeanor_arrest', 'infractions_are_meant'],
        'felony': ['felony_arrest'],
        'paths': {
            'dismissed_misdemeanor': [
                'law_in_operation_for_misdemeanors', 'misdemeanor_arrest', 'infractions_are_meant',
                'charge_dismissed', 'no_conviction_beside_the_dismissal'
            ],
            'misdemeanor_without_proceedings': [
                'law_in_operation_for_misdemeanors', 'misdemeanor_arrest', 'infractions_are_meant',
                'no_proceedings_initiated', 'no_conviction_from_the_arrest', 'calendar_year_since_arrest'
            ],
            'misdemeanor_acquitted': [
                'law_in_operation_for_misdemeanors', 'misdemeanor_arrest', 'infractions_are_meant', 'acquitted',
                'acquittal_of_a_misdemeanor_needs_no_wait'
            ],
            'felony_without_proceedings': [
                'law_in_operation_for_felonies', 'felony_arrest', 'no_proceedings_initiated',
                'no_conviction_from_the_arrest', 'term_below_eight_years', 'three_years_since_arrest'
            ],
            'felony_of_eight_years': [
                'law_in_operation_for_felonies', 'felony_arrest', 'no_proceedings_initiated',
                'no_conviction_from_the_arrest', 'six_years_since_arrest'
            ],
            'felony_acquitted': [
                'law_in_operation_for_felonies', 'felony_arrest', 'acquitted', 'acquittal_of_a_felony_needs_no_wait'
            ],
            'diversion_completed': ['law_in_operation_for_diversion', 'diversion_completed']
        }
    }
} %}
{# Columns whose element law/ca_elements.csv names by a part of their names. #}
{% set elements_of_columns = {
    'law_in_operation_probation': 'law_in_operation',
    'law_in_operation_misdemeanor': 'law_in_operation',
    'law_in_operation_felony': 'law_in_operation',
    'law_in_operation_for_misdemeanors': 'law_in_operation',
    'law_in_operation_for_felonies': 'law_in_operation',
    'law_in_operation_for_diversion': 'law_in_operation',
    'acquittal_of_a_misdemeanor_needs_no_wait': 'acquittal_needs_no_wait',
    'acquittal_of_a_felony_needs_no_wait': 'acquittal_needs_no_wait'
} %}
{% set paths_of_columns = {
    'law_in_operation_probation': 'probation',
    'law_in_operation_misdemeanor': 'misdemeanor',
    'law_in_operation_felony': 'felony',
    'law_in_operation_for_misdemeanors': 'dismissed_misdemeanor',
    'law_in_operation_for_felonies': 'felony_acquitted',
    'law_in_operation_for_diversion': 'diversion_completed',
    'acquittal_of_a_misdemeanor_needs_no_wait': 'misdemeanor_acquitted',
    'acquittal_of_a_felony_needs_no_wait': 'felony_acquitted'
} %}
{# (A supposed word is named by its element, not by a column.) #}
{% set elements_for_counsel = [] %}
{% for column in readings_for_counsel() %}
    {% do elements_for_counsel.append(elements_of_columns.get(column, column)) %}
{% endfor %}
{% for remedy in remedies.values() %}
    {% set level = remedy.misdemeanor + remedy.felony %}
    {% set columns = remedy.of_every_path + remedy.paths.values() | sum(start=[]) %}
    {% set on_record, as_misdemeanor, as_felony = [], [], [] %}
    {% for path, asks in remedy.paths.items() %}
        {% do on_record.append(path ~ '_on_record') %}
        {% do as_misdemeanor.append('on_' ~ path) if not asks | select('in', remedy.felony) | list %}
        {% do as_felony.append('on_' ~ path) if not asks | select('in', remedy.misdemeanor) | list %}
    {% endfor %}
    {% do remedy.update({
        'columns': columns | unique | list, 'level': level,
        'on_record': on_record, 'as_misdemeanor': as_misdemeanor, 'as_felony': as_felony
    }) %}
{% endfor %}
with findings as (

    select
        'charge' as unit,
        charge_id as unit_id,
        person_id,
        person_bucket,
        remedy_id,
        outcome
    from {{ ref('rule_ca__findings') }} as findings
    where {{ in_piece('findings.person_bucket') }} and remedy_id = 'conviction_relief'
    union all
    select
        'arrest' as unit,
        arrest_id as unit_id,
        person_id,
        person_bucket,
        remedy_id,
        outcome
    from {{ ref('rule_ca__arrest_findings') }} as arrest_findings
    where {{ in_piece('arrest_findings.person_bucket') }}

),

-- (Some elements have a column for each kind of path that asks them.)
{% for unit, remedy in remedies.items() %}
    {{ unit }}_words as (

        select
            {{ unit }}_id,
        {% for column in remedy.columns -%}
            {% set path = paths_of_columns.get(column) -%}
            max(word) filter (
                where element = '{{ elements_of_columns.get(column, column) }}'
                {{- " and path = '" ~ path ~ "'" if path }}
            ) as {{ column }}
            {{- ',' if not loop.last }}
        {% endfor %}
        from {{ rule('conviction_relief_elements_long' if unit == 'charge' else 'arrest_elements') }} as elements
        where {{ in_piece('elements.person_bucket') }}
        group by {{ unit }}_id

    ),

{% endfor %}
-- What a word comes to by itself: of several the gravest counts.
supposed as (

    select
        supposed_words.question_number,
        supposed_words.value,
        supposed_words.unit,
        supposed_words.unit_id,
        supposed_words.element,
        {{ what_one_word_comes_to(
            'supposed_words.word',
            'supposed_words.element',
            "case when supposed_words.element in ('" ~ elements_for_counsel | join("', '")
            ~ "') then 'for_counsel' else elements.when_unknown end"
        ) }}
            as comes_to
    from {{ ref('rule_ca__what_if_elements') }} as supposed_words
    inner join {{ law('elements') }} as elements
        on supposed_words.remedy_id = elements.remedy_id and supposed_words.element = elements.element
    where {{ in_piece('supposed_words.person_bucket') }}

),

{% for unit, remedy in remedies.items() %}
    {{ unit }}_when_unknown as (

        select
        {% for column in remedy.columns %}
                max(when_unknown) filter (where element = '{{ elements_of_columns.get(column, column) }}')
                    as {{ column }}
                {{- ',' if not loop.last }}
        {% endfor %}
        from {{ law('elements') }}
        where remedy_id = '{{ remedy.remedy_id }}'

    ),

    {{ unit }}_as_it_stands as (

        select
            words.{{ unit }}_id as unit_id,
        {% for column in remedy.columns %}
            {{ what_one_word_comes_to(
                'words.' ~ column,
                "'" ~ column ~ "'",
                "'for_counsel'" if column in readings_for_counsel() else 'when_unknown.' ~ column
            ) }}
                as {{ column }}
            {{- ',' if not loop.last }}
        {% endfor %}
        from {{ unit }}_words as words
        cross join {{ unit }}_when_unknown as when_unknown
        where words.{{ unit }}_id in (select supposed.unit_id from supposed)

    ),

    {{ unit }}_supposed as (

        select
            question_number,
            value,
            unit_id,
        {% for column in remedy.columns %}
            max(comes_to) filter (where element = '{{ elements_of_columns.get(column, column) }}') as {{ column }}
            {{- ',' if not loop.last }}
        {% endfor %}
        from supposed
        where unit = '{{ unit }}'
        group by question_number, value, unit_id

    ),

    {{ unit }}_answered as (

        select
            supposed.question_number,
            supposed.value,
            supposed.unit_id,
        {% for column in remedy.columns %}
            coalesce(supposed.{{ column }}, as_it_stands.{{ column }}) as {{ column }}
            {{- ',' if not loop.last }}
        {% endfor %}
        from {{ unit }}_supposed as supposed
        inner join {{ unit }}_as_it_stands as as_it_stands on supposed.unit_id = as_it_stands.unit_id

    ),

    -- What each path comes to, and what but for the level, which is tried.
    {{ unit }}_paths as (

        select
            question_number,
            value,
            unit_id,
            {% for column in remedy.level %}{{ column }},
            {% endfor %}
            -- (What every path asks is worked out once.)
            {% set of_every_path = 'greatest(' ~ remedy.of_every_path | join(', ') ~ ')' %}
        {% for path, asks in remedy.paths.items() %}
            greatest({{ ([of_every_path] + asks) | reject('in', remedy.level) | join(', ') }}) as on_{{ path }},
            greatest({{ ([of_every_path] + asks) | join(', ') }}) as {{ path }}_on_record
            {{- ',' if not loop.last }}
        {% endfor %}
        from {{ unit }}_answered

    ),

    -- As the level is on record, and where that is not known, as if it were the one or the other.
    {{ unit }}_outcomes as (

        select
            question_number,
            value,
            unit_id,
            {{ best_of_paths(remedy.on_record) }} as on_record,
            case when 'review' in ({{ remedy.level | join(', ') }}) then {{ best_of_paths(remedy.as_misdemeanor) }} end
                as as_misdemeanor,
            case when 'review' in ({{ remedy.level | join(', ') }}) then {{ best_of_paths(remedy.as_felony) }} end
                as as_felony
        from {{ unit }}_paths

    ),

{% endfor %}
decided as (

    {% for unit in remedies %}
        select
            question_number,
            value,
            '{{ unit }}' as unit,
            unit_id,
            case
                when as_misdemeanor = as_felony
                    {{ "and as_misdemeanor not in ('eligible', 'not_yet')" if unit == 'arrest' }}
                    then as_misdemeanor
                else on_record
            end as outcome
        from {{ unit }}_outcomes
        {{ 'union all' if not loop.last }}
    {% endfor %}

),

side_by_side as (

    select
        question_number,
        unit,
        unit_id,
        max(outcome) filter (where value = 'yes') as outcome_if_yes,
        max(outcome) filter (where value = 'no') as outcome_if_no
    from decided
    group by question_number, unit, unit_id

),

reliefs as (

    select
        side_by_side.question_number,
        findings.unit,
        findings.unit_id,
        findings.person_id,
        findings.person_bucket,
        findings.remedy_id,
        case findings.remedy_id when 'conviction_relief' then 'relieve_conviction' else 'relieve_arrest' end
            as relief_given,
        findings.outcome,
        coalesce(side_by_side.outcome_if_yes, findings.outcome) as outcome_if_yes,
        coalesce(side_by_side.outcome_if_no, findings.outcome) as outcome_if_no
    from side_by_side
    inner join findings on side_by_side.unit_id = findings.unit_id and side_by_side.unit = findings.unit

)

select
    question_number,
    unit,
    unit_id,
    person_id,
    person_bucket,
    remedy_id,
    outcome,
    case when outcome = 'eligible' then relief_given end as relief,
    outcome_if_yes,
    case when outcome_if_yes = 'eligible' then relief_given end as relief_if_yes,
    outcome_if_no,
    case when outcome_if_no = 'eligible' then relief_given end as relief_if_no
from reliefs
where outcome_if_yes <> outcome or outcome_if_no <> outcome
