{{ config(materialized='people_in_pieces') }}
-- Penal Code 1203.425 and 851.93: the words that elements would have after one more answer. One row per question,
-- answer, determination and element whose word would be another than it is (law/ca_element_facts.csv). An element that
-- looks at several charges has the word of all of them together, of which the answer is about one or some.
{% set words_of_several_charges = ['not_yet', 'unknown', 'presumed'] %}
{% set elements_of_convictions = {
    'the_unit': [
        'probation_term_completed', 'sentence_completed', 'all_terms_completed', 'infraction_or_misdemeanor', 'felony',
        'not_a_serious_felony', 'not_a_violent_felony'
    ],
    'the_person': ['not_required_to_register'],
    'each_subject': ['not_serving_a_sentence', 'no_pending_charges', 'no_new_felony_in_the_four_years']
} %}
{% set elements_of_arrests = ['no_proceedings_initiated', 'no_conviction_from_the_arrest', 'diversion_completed'] %}
with convictions as (

    select
        {% for element in elements_of_convictions.values() | sum(start=[]) %}
            {{ element }},
        {% endfor %}
        elements.charge_id,
        elements.person_id,
        elements.person_bucket
    from {{ ref('rule_ca__conviction_relief_elements') }} as elements
    inner join {{ ref('rule_ca__conviction_relief_people') }} as people on elements.person_id = people.person_id
    where {{ in_piece('elements.person_bucket') }} and {{ in_piece('people.person_bucket') }}

),

subjects as (

    select
        question_number,
        fact,
        person_id,
        subject_id
    from {{ ref('rule_ca__question_subjects') }} as asked
    where {{ in_piece('asked.person_bucket') }}

),

answers as (

    select
        subjects.question_number,
        subjects.subject_id,
        element_facts.remedy_id,
        element_facts.element,
        element_facts.asked_of,
        element_facts.goes_before,
        element_facts.value,
        element_facts.word
    from subjects
    inner join {{ law('element_facts') }} as element_facts on subjects.fact = element_facts.fact

),

-- Of the determination itself, and of the person whatever the determination; and the word that stands.
{% for asked_of, subject_id in {'the_unit': 'charge_id', 'the_person': 'person_id'}.items() %}
    asked_of_{{ asked_of }} as (

        select
            answers.question_number,
            answers.value,
            'charge' as unit,
            convictions.charge_id as unit_id,
            convictions.person_bucket,
            answers.remedy_id,
            answers.element,
            answers.word,
            answers.goes_before,
            case answers.element
                {% for element in elements_of_convictions[asked_of] %}
                    when '{{ element }}' then convictions.{{ element }}
                {% endfor %}
            end as word_as_it_stands
        from answers
        inner join convictions on answers.subject_id = convictions.{{ subject_id }}
        where answers.remedy_id = 'conviction_relief' and answers.asked_of = '{{ asked_of }}'

    ),

{% endfor %}
asked_of_the_arrest as (

    select
        answers.question_number,
        answers.value,
        'arrest' as unit,
        arrests.arrest_id as unit_id,
        arrests.person_bucket,
        answers.remedy_id,
        answers.element,
        answers.word,
        answers.goes_before,
        case answers.element
            {% for element in elements_of_arrests %}
                when '{{ element }}' then arrests.{{ element }}
            {% endfor %}
        end as word_as_it_stands
    from answers
    inner join {{ ref('rule_ca__arrest_relief') }} as arrests on answers.subject_id = arrests.arrest_id
    where {{ in_piece('arrests.person_bucket') }}
        and answers.remedy_id = 'arrest_relief'
        and answers.asked_of = 'the_unit'

),

-- How many charges give an element each word by themselves, of all that it looks at and of those that are asked about.
words_of_charges as (

    select
        person_id,
        element,
        charge_id,
        fact,
        subject_id,
        word
    from {{ ref('rule_ca__element_subjects') }} as element_subjects
    where {{ in_piece('element_subjects.person_bucket') }}

),

looked_at as (

    select
        {% for word in words_of_several_charges %}
            count(*) filter (where word = '{{ word }}') as {{ word }},
        {% endfor %}
        person_id,
        element,
        charge_id
    from words_of_charges
    group by person_id, element, charge_id

),

asked_about as (

    select
        {% for word in words_of_several_charges %}
            count(*) filter (where words_of_charges.word = '{{ word }}') as {{ word }},
        {% endfor %}
        subjects.question_number,
        words_of_charges.person_id,
        words_of_charges.element,
        words_of_charges.fact,
        words_of_charges.charge_id
    from subjects
    inner join words_of_charges
        on subjects.person_id = words_of_charges.person_id
        and subjects.fact = words_of_charges.fact
        and subjects.subject_id = words_of_charges.subject_id
    group by
        subjects.question_number,
        words_of_charges.person_id,
        words_of_charges.element,
        words_of_charges.fact,
        words_of_charges.charge_id

),

together as (

    select
        asked_about.question_number,
        asked_about.person_id,
        asked_about.element,
        asked_about.charge_id,
        element_facts.value,
        case
            {% for word in words_of_several_charges %}
                when element_facts.word = '{{ word }}' or looked_at.{{ word }} > asked_about.{{ word }}
                    then '{{ word }}'
            {% endfor %}
            else 'met'
        end as word
    from asked_about
    inner join looked_at
        on asked_about.person_id = looked_at.person_id
        and asked_about.element = looked_at.element
        and asked_about.charge_id is not distinct from looked_at.charge_id
    inner join {{ law('element_facts') }} as element_facts
        on asked_about.element = element_facts.element
        and asked_about.fact = element_facts.fact
        and element_facts.asked_of = 'each_subject'

),

asked_of_each_subject as (

    select
        together.question_number,
        together.value,
        'charge' as unit,
        convictions.charge_id as unit_id,
        convictions.person_bucket,
        'conviction_relief' as remedy_id,
        together.element,
        together.word,
        'any' as goes_before,
        case together.element
            {% for element in elements_of_convictions.each_subject %}
                when '{{ element }}' then convictions.{{ element }}
            {% endfor %}
        end as word_as_it_stands
    from together
    inner join convictions
        on together.person_id = convictions.person_id
        and (together.charge_id is null or together.charge_id = convictions.charge_id)

),

supposed as (

    select * from asked_of_the_unit
    union all
    select * from asked_of_the_person
    union all
    select * from asked_of_the_arrest
    union all
    select * from asked_of_each_subject

)

select
    question_number,
    value,
    unit,
    unit_id,
    person_bucket,
    remedy_id,
    element,
    word
from supposed
where (goes_before = 'any' or word_as_it_stands = 'unknown')
    and word is distinct from word_as_it_stands
