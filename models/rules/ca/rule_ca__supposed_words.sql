{{ config(materialized='people_in_pieces') }}
-- Penal Code 1203.425 and 851.93: the words that elements would have after one more answer. One row per question,
-- answer, determination and element whose word the answer gives (law/ca_element_facts.csv). An element that looks at
-- several charges has the word of all of them together, of which the answer is about one or some.
with words as (

    select distinct
        'charge' as unit,
        charge_id as unit_id,
        person_id,
        remedy_id,
        element,
        word
    from {{ ref('rule_ca__elements') }}
    where {{ in_piece('person_bucket') }}
        and remedy_id = 'conviction_relief'
        and person_id in (select questions.person_id from {{ ref('rule_ca__questions') }} as questions)
        and element in (select element_facts.element from {{ ref('ca_element_facts') }} as element_facts)
    union all
    select distinct
        'arrest' as unit,
        arrest_id as unit_id,
        person_id,
        remedy_id,
        element,
        word
    from {{ ref('rule_ca__arrest_elements') }}
    where {{ in_piece('person_bucket') }}
        and person_id in (select questions.person_id from {{ ref('rule_ca__questions') }} as questions)
        and element in (select element_facts.element from {{ ref('ca_element_facts') }} as element_facts)

),

-- Of the determination itself, and of the person whatever the determination.
by_itself as (

    select
        subjects.question_number,
        element_facts.value,
        words.unit,
        words.unit_id,
        words.remedy_id,
        words.element,
        element_facts.word
    from {{ ref('rule_ca__question_subjects') }} as subjects
    inner join {{ ref('ca_element_facts') }} as element_facts on subjects.fact = element_facts.fact
    inner join words
        on element_facts.remedy_id = words.remedy_id
        and element_facts.element = words.element
        and case element_facts.asked_of when 'the_person' then words.person_id else words.unit_id end
        = subjects.subject_id
    where element_facts.asked_of in ('the_unit', 'the_person')
        and (element_facts.goes_before = 'any' or words.word = 'unknown')

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
    where {{ in_piece('element_subjects.person_bucket') }}

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
    words.unit,
    words.unit_id,
    words.remedy_id,
    words.element,
    together.word
from together
inner join words
    on together.person_id = words.person_id
    and together.element = words.element
    and words.unit = 'charge'
    and (together.charge_id is null or together.charge_id = words.unit_id)
