{{ config(materialized='people_in_pieces') }}
-- Penal Code 1203.425 and 851.93: the words that elements would have after one more answer. One row per question,
-- answer, determination and element whose word the answer gives (law/ca_element_facts.csv). An element that looks at
-- several charges has the word of all of them together, of which the answer is about one or some.
with elements as (

    select distinct
        remedy_id,
        element,
        asked_of
    from {{ ref('ca_element_facts') }}
    where asked_of in ('the_unit', 'the_person')

),

questions as (

    select person_id
    from {{ ref('rule_ca__questions') }} as asked
    where {{ in_piece('asked.person_bucket') }}

),

-- (Of each path that asks for the element, until the answers are put to them.)
words as (

    select
        'charge' as unit,
        words.charge_id as unit_id,
        words.person_bucket,
        words.remedy_id,
        words.element,
        words.word,
        elements.asked_of,
        case elements.asked_of when 'the_person' then words.person_id else words.charge_id end as subject_id
    from {{ ref('rule_ca__elements') }} as words
    inner join elements on words.remedy_id = elements.remedy_id and words.element = elements.element
    where {{ in_piece('words.person_bucket') }}
        and words.remedy_id = 'conviction_relief'
        and words.person_id in (select questions.person_id from questions)
    union all
    select
        'arrest' as unit,
        words.arrest_id as unit_id,
        words.person_bucket,
        words.remedy_id,
        words.element,
        words.word,
        elements.asked_of,
        case elements.asked_of when 'the_person' then words.person_id else words.arrest_id end as subject_id
    from {{ ref('rule_ca__arrest_elements') }} as words
    inner join elements on words.remedy_id = elements.remedy_id and words.element = elements.element
    where {{ in_piece('words.person_bucket') }}
        and words.person_id in (select questions.person_id from questions)

),

-- (Materialized: the questions are fewer than the words, and are put together before the words are looked for.)
answers as materialized (

    select
        subjects.question_number,
        subjects.subject_id,
        element_facts.remedy_id,
        element_facts.element,
        element_facts.asked_of,
        element_facts.goes_before,
        element_facts.value,
        element_facts.word
    from {{ ref('rule_ca__question_subjects') }} as subjects
    inner join {{ ref('ca_element_facts') }} as element_facts on subjects.fact = element_facts.fact
    where {{ in_piece('subjects.person_bucket') }} and element_facts.asked_of in ('the_unit', 'the_person')

),

-- Of the determination itself, and of the person whatever the determination.
by_itself as (

    select distinct
        answers.question_number,
        answers.value,
        words.unit,
        words.unit_id,
        words.person_bucket,
        words.remedy_id,
        words.element,
        answers.word
    from answers
    inner join words
        on answers.subject_id = words.subject_id
        and answers.element = words.element
        and answers.remedy_id = words.remedy_id
        and answers.asked_of = words.asked_of
    where answers.goes_before = 'any' or words.word = 'unknown'

),

touched as (

    select distinct
        subjects.question_number,
        subjects.person_id,
        element_subjects.element,
        element_subjects.fact,
        element_subjects.charge_id
    from {{ ref('rule_ca__question_subjects') }} as subjects
    inner join {{ ref('rule_ca__element_subjects') }} as element_subjects
        on subjects.person_id = element_subjects.person_id
        and subjects.fact = element_subjects.fact
        and subjects.subject_id = element_subjects.subject_id
    where {{ in_piece('subjects.person_bucket') }} and {{ in_piece('element_subjects.person_bucket') }}

),

each_subject as (

    select
        touched.question_number,
        touched.person_id,
        touched.element,
        touched.charge_id,
        element_facts.value,
        case
            when subjects.subject_id is not null and element_subjects.fact = touched.fact then element_facts.word
            else element_subjects.word
        end as word
    from touched
    inner join {{ ref('ca_element_facts') }} as element_facts
        on touched.element = element_facts.element
        and touched.fact = element_facts.fact
        and element_facts.asked_of = 'each_subject'
    inner join {{ ref('rule_ca__element_subjects') }} as element_subjects
        on touched.person_id = element_subjects.person_id
        and touched.element = element_subjects.element
        and touched.charge_id is not distinct from element_subjects.charge_id
        and {{ in_piece('element_subjects.person_bucket') }}
    left join {{ ref('rule_ca__question_subjects') }} as subjects
        on touched.question_number = subjects.question_number
        and element_subjects.subject_id = subjects.subject_id
        and {{ in_piece('subjects.person_bucket') }}

),

together as (

    select
        question_number,
        person_id,
        element,
        charge_id,
        value,
        case
            when bool_or(word = 'not_yet') then 'not_yet'
            when bool_or(word = 'unknown') then 'unknown'
            when bool_or(word = 'presumed') then 'presumed'
            else 'met'
        end as word
    from each_subject
    group by question_number, person_id, element, charge_id, value

)

select * from by_itself
union all
select
    together.question_number,
    together.value,
    'charge' as unit,
    convictions.charge_id as unit_id,
    convictions.person_bucket,
    'conviction_relief' as remedy_id,
    together.element,
    together.word
from together
inner join {{ ref('rule_ca__conviction_relief_elements') }} as convictions
    on together.person_id = convictions.person_id
    and (together.charge_id is null or together.charge_id = convictions.charge_id)
    and {{ in_piece('convictions.person_bucket') }}
