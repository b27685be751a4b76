-- Fails if a finding of Penal Code 1203.425 does not follow from the words of its elements: each is a word, the
-- deciding element of the path is not satisfied and leads where the law table says, an eligible one has all its path
-- needs.
-- (In columns: as rows they are forty times the convictions.)
{% set of_every_path = [
    'not_relieved_before', 'court_of_this_state', 'record_is_clear', 'judgment_on_or_after_floor',
    'relief_not_prohibited', 'not_required_to_register', 'no_active_supervision_record', 'not_serving_a_sentence',
    'no_pending_charges'
] %}
{% set of_paths = {
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
        'no_new_felony_in_the_four_years', 'not_a_serious_felony', 'not_a_violent_felony', 'not_a_registrable_felony'
    ]
} %}
{% set of_levels = ['infraction_or_misdemeanor', 'felony'] %}
with words as (

    select
        findings.charge_id,
        findings.outcome,
        findings.deciding_element,
        findings.path,
        findings.eligible_on,
        -- A level that is unknown and makes no difference holds nothing up.
        elements.* exclude (charge_id, person_id, person_bucket)
        replace (
            {% for element in of_levels %}
                case
                    when list_contains(findings.immaterial_elements, '{{ element }}') then 'met'
                    else elements.{{ element }}
                end as {{ element }}{% if not loop.last %},{% endif %}
            {% endfor %}
        ),
        people.* exclude (person_id, person_bucket),
        run_parameters.as_of_date,
        law.when_unknown
    from {{ ref('rule_ca__conviction_relief') }} as findings
    inner join {{ ref('rule_ca__conviction_relief_elements') }} as elements
        on findings.charge_id = elements.charge_id
    inner join {{ ref('rule_ca__conviction_relief_people') }} as people on findings.person_id = people.person_id
    left join {{ law('elements') }} as law
        on law.remedy_id = 'conviction_relief'
        and findings.deciding_element = law.element
        and (law.paths is null or list_contains(string_split(law.paths, ' '), findings.path))
    cross join {{ source('intake', 'run_parameters') }} as run_parameters

),

judged as (

    select
        *,
        case deciding_element
            when 'law_in_operation'
                then case path
                        {% for path in of_paths %}
                            when '{{ path }}' then law_in_operation_{{ path }}
                        {% endfor %}
                    end
            {% for element in of_every_path + of_paths['probation'][1:] + of_paths['misdemeanor'][1:]
                + of_paths['felony'][1:] %}
                when '{{ element }}' then {{ element }}
            {% endfor %}
        end as deciding_word,
        len(list_filter(
            case path
                {% for path, elements in of_paths.items() %}
                    when '{{ path }}' then [{{ (of_every_path + elements) | join(', ') }}]
                {% endfor %}
            end,
            lambda word: word not in ('met', 'presumed')
        )) = 0 as has_all,
        len(list_filter(
            [{{ (of_every_path + of_paths['probation'] + of_paths['misdemeanor'] + of_paths['felony']) | join(', ') }}],
            lambda word: coalesce(word not in ('met', 'presumed', 'not_met', 'not_yet', 'unknown'), true)
        )) = 0 as are_words
    from words

)

select charge_id
from judged
where not are_words
    or (outcome = 'eligible') <> has_all
    or (outcome = 'eligible' and (deciding_element is not null or eligible_on is null))
    or (outcome <> 'eligible' and coalesce(deciding_word in ('met', 'presumed'), true))
    or (deciding_word = 'unknown' and outcome <> when_unknown)
    or (deciding_word = 'not_met' and outcome not in ('ineligible', 'already_relieved'))
    or (deciding_word = 'not_yet' and outcome <> 'not_yet')
    or ((outcome = 'already_relieved') <> (not_relieved_before = 'not_met'))
