-- Penal Code 1203.425 and 851.93: what one more answer would make of a determination: one row per question and
-- conviction or arrest whose outcome would be another with yes or with no. The words that the answer gives are put in
-- place of those that stand (rule_ca__supposed_words); what words come to, and which path is the best, is asked as
-- for the finding. An unknown level is tried both as felony and as misdemeanor.
{% set level_elements = {
    'infraction_or_misdemeanor': 'misdemeanor', 'misdemeanor_arrest': 'misdemeanor', 'felony': 'felony',
    'felony_arrest': 'felony'
} %}
{% set kinds = ['not_met', 'for_review', 'undeterminable', 'not_yet'] %}
{% set best_outcome_first = [
    'already_relieved', 'eligible', 'not_yet', 'review', 'undeterminable', 'ineligible'
] %}
with findings as (

    select
        'charge' as unit,
        charge_id as unit_id,
        person_id,
        person_bucket,
        remedy_id,
        outcome
    from {{ ref('rule_ca__findings') }}
    where remedy_id = 'conviction_relief'
    union all
    select
        'arrest' as unit,
        arrest_id as unit_id,
        person_id,
        person_bucket,
        remedy_id,
        outcome
    from {{ ref('rule_ca__arrest_findings') }}

),

supposed as (

    select distinct
        question_number,
        value,
        unit,
        unit_id,
        remedy_id
    from {{ ref('rule_ca__supposed_words') }}

),

words as (

    select
        'charge' as unit,
        charge_id as unit_id,
        remedy_id,
        path,
        element,
        word
    from {{ ref('rule_ca__elements') }}
    where charge_id in (select supposed.unit_id from supposed) and remedy_id = 'conviction_relief'
    union all
    select
        'arrest' as unit,
        arrest_id as unit_id,
        remedy_id,
        path,
        element,
        word
    from {{ ref('rule_ca__arrest_elements') }}
    where arrest_id in (select supposed.unit_id from supposed)

),

weighed as (

    select
        words.unit,
        words.unit_id,
        words.remedy_id,
        words.path,
        words.element,
        words.word,
        elements.when_unknown,
        words.element in (
            {% for element in level_elements %}'{{ element }}'{{ ',' if not loop.last }}
            {% endfor %}
        ) as is_level,
        case words.element
            {% for element, level in level_elements.items() %}when '{{ element }}' then '{{ level }}'
            {% endfor %}
        end as level_asked
    from words
    inner join {{ ref('ca_elements') }} as elements
        on words.remedy_id = elements.remedy_id and words.element = elements.element

),

-- Each path of a determination as it stands: how many words of each kind, the level apart.
as_it_stands as (

    select
        unit,
        unit_id,
        remedy_id,
        path,
        bool_or(element = 'not_relieved_before' and word = 'not_met') as is_relieved,
        count(*) filter (where not is_level and word = 'not_met') as not_met,
        count(*) filter (where not is_level and word = 'unknown' and when_unknown = 'review') as for_review,
        count(*) filter (where not is_level and word = 'unknown' and when_unknown <> 'review') as undeterminable,
        count(*) filter (where not is_level and word = 'not_yet') as not_yet,
        max(word) filter (where is_level) as level_word,
        max(level_asked) filter (where is_level) as level_asked
    from weighed
    group by unit, unit_id, remedy_id, path

),

changes as (

    select
        supposed_words.question_number,
        supposed_words.value,
        weighed.unit,
        weighed.unit_id,
        weighed.remedy_id,
        weighed.path,
        {% for kind, condition in [
            ('not_met', "{} = 'not_met'"), ('for_review', "({} = 'unknown' and weighed.when_unknown = 'review')"),
            ('undeterminable', "({} = 'unknown' and weighed.when_unknown <> 'review')"), ('not_yet', "{} = 'not_yet'")
        ] %}
            count(*) filter (where not weighed.is_level and {{ condition.format('supposed_words.word') }})
            - count(*) filter (where not weighed.is_level and {{ condition.format('weighed.word') }}) as {{ kind }},
        {% endfor %}
        bool_or(supposed_words.word = 'not_met') filter (where weighed.element = 'not_relieved_before') as is_relieved,
        max(supposed_words.word) filter (where weighed.is_level) as level_word
    from {{ ref('rule_ca__supposed_words') }} as supposed_words
    inner join weighed
        on supposed_words.unit_id = weighed.unit_id
        and supposed_words.unit = weighed.unit
        and supposed_words.element = weighed.element
    group by
        supposed_words.question_number,
        supposed_words.value,
        weighed.unit,
        weighed.unit_id,
        weighed.remedy_id,
        weighed.path

),

answered as (

    select
        supposed.question_number,
        supposed.value,
        supposed.unit,
        supposed.unit_id,
        supposed.remedy_id,
        coalesce(changes.is_relieved, paths.is_relieved) as is_relieved,
        {% for kind in kinds %}
            case when changes.unit_id is null then paths.{{ kind }} else paths.{{ kind }} + changes.{{ kind }} end
                as {{ kind }},
        {% endfor %}
        paths.level_asked,
        coalesce(changes.level_word, paths.level_word) as level_word
    from supposed
    inner join as_it_stands as paths
        on supposed.unit_id = paths.unit_id
        and supposed.unit = paths.unit
        and supposed.remedy_id = paths.remedy_id
    left join changes
        on supposed.question_number = changes.question_number
        and supposed.value = changes.value
        and supposed.unit_id = changes.unit_id
        and supposed.unit = changes.unit
        and paths.path = changes.path

),

-- As the level is on record, and as if it were the one or the other.
outcomes as (

    select
        question_number,
        value,
        unit,
        unit_id,
        remedy_id,
        level_word = 'unknown' as is_level_unknown,
        {% for suppose, not_met, for_review in [
            ('on_record', "coalesce(level_word = 'not_met', false)", "coalesce(level_word = 'unknown', false)"),
            ('as_misdemeanor', "coalesce(level_asked = 'felony', false)", 'false'),
            ('as_felony', "coalesce(level_asked = 'misdemeanor', false)", 'false')
        ] %}
            list_position(
                {{ best_outcome_first }},
                case
                    when is_relieved then 'already_relieved'
                    else {{ outcome_of_words(
                            'not_met > 0 or ' ~ not_met, 'for_review > 0 or ' ~ for_review, 'undeterminable > 0',
                            'not_yet > 0'
                        ) }}
                end
            ) as {{ suppose }}{% if not loop.last %},{% endif %}
        {% endfor %}
    from answered

),

best as (

    select
        question_number,
        value,
        unit,
        unit_id,
        remedy_id,
        coalesce(bool_or(is_level_unknown), false) as is_level_unknown,
        min(on_record) as on_record,
        min(as_misdemeanor) as as_misdemeanor,
        min(as_felony) as as_felony
    from outcomes
    group by question_number, value, unit, unit_id, remedy_id

),

decided as (

    select
        question_number,
        value,
        unit,
        unit_id,
        remedy_id,
        ({{ best_outcome_first }})[
            case when is_level_unknown and as_misdemeanor = as_felony then as_misdemeanor else on_record end
        ] as outcome
    from best

),

side_by_side as (

    select
        question_number,
        unit,
        unit_id,
        remedy_id,
        max(outcome) filter (where value = 'yes') as outcome_if_yes,
        max(outcome) filter (where value = 'no') as outcome_if_no
    from decided
    group by question_number, unit, unit_id, remedy_id

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
    inner join findings
        on side_by_side.unit_id = findings.unit_id
        and side_by_side.unit = findings.unit
        and side_by_side.remedy_id = findings.remedy_id

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
