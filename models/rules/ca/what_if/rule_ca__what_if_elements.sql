{{ config(materialized='people_in_pieces') }}
-- Penal Code 1203.425 and 851.93: the words that elements would have after one more answer. One row per question,
-- answer, determination and element whose word would be another than it is (law/ca_element_facts.csv). An element that
-- looks at several charges has the word of all of them together, of which the answer is about one or some.
{% set words_of_several_charges = ['not_yet', 'unknown', 'presumed'] %}
with convictions as (

    select distinct
        charge_id,
        person_id,
        person_bucket,
        element,
        word
    from {{ ref('rule_ca__conviction_relief_elements_long') }} as elements
    semi join {{ law('element_facts') }} as element_facts
        on elements.remedy_id = element_facts.remedy_id and elements.element = element_facts.element
    where {{ in_piece('elements.person_bucket') }}

),

arrests as (

    select distinct
        arrest_id,
        person_bucket,
        element,
        word
    from {{ ref('rule_ca__arrest_elements') }} as arrest_elements
    semi join {{ law('element_facts') }} as element_facts
        on arrest_elements.remedy_id = element_facts.remedy_id and arrest_elements.element = element_facts.element
    where {{ in_piece('arrest_elements.person_bucket') }}

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
            convictions.word as word_as_it_stands
        from answers
        inner join convictions
            on answers.subject_id = convictions.{{ subject_id }} and answers.element = convictions.element
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
        arrests.word as word_as_it_stands
    from answers
    inner join arrests on answers.subject_id = arrests.arrest_id and answers.element = arrests.element
    where answers.remedy_id = 'arrest_relief'
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
        convictions.word as word_as_it_stands
    from together
    inner join convictions
        on together.person_id = convictions.person_id
        and together.element = convictions.element
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
