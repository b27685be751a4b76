-- Facts that nobody established and that an unknown element of a determination which waits would be answered by
-- (law/ca_element_facts.csv): one row per person, fact and line of the facts file. Whether an answer changes anything
-- is not asked here. A line names its subject as people write it; a fact that law asks by the arrest is asked of all
-- its charges at once.
with waiting as (

    select
        'charge' as unit,
        charge_id as unit_id,
        person_id,
        remedy_id
    from {{ ref('rule_ca__findings') }}
    where outcome in ('review', 'undeterminable')
    union
    select
        'charge' as unit,
        charge_id as unit_id,
        person_id,
        remedy_id
    from {{ ref('rule_ca__charge_details') }}
    where has_possible_better_path
    union all
    select
        'arrest' as unit,
        arrest_id as unit_id,
        person_id,
        remedy_id
    from {{ ref('rule_ca__arrest_findings') }}
    where outcome in ('review', 'undeterminable')

),

unknown_words as (

    select
        waiting.unit,
        waiting.unit_id,
        waiting.person_id,
        waiting.remedy_id,
        elements.path,
        elements.element
    from waiting
    inner join {{ ref('rule_ca__elements_long') }} as elements
        on waiting.unit = 'charge'
        and waiting.unit_id = elements.charge_id
        and waiting.remedy_id = elements.remedy_id
    where elements.word = 'unknown'
    union all
    select
        waiting.unit,
        waiting.unit_id,
        waiting.person_id,
        waiting.remedy_id,
        elements.path,
        elements.element
    from waiting
    inner join {{ ref('rule_ca__arrest_elements') }} as elements
        on waiting.unit = 'arrest' and waiting.unit_id = elements.arrest_id
    where elements.word = 'unknown'

),

element_facts as (

    select distinct
        remedy_id,
        element,
        fact,
        asked_of
    from {{ law('element_facts') }}

),

asked as (

    select
        words.person_id,
        element_facts.fact,
        words.unit as subject_unit,
        words.unit_id as subject_id
    from unknown_words as words
    inner join element_facts on words.remedy_id = element_facts.remedy_id and words.element = element_facts.element
    where element_facts.asked_of = 'the_unit'
    union
    select
        words.person_id,
        element_facts.fact,
        'person' as subject_unit,
        words.person_id as subject_id
    from unknown_words as words
    inner join element_facts on words.remedy_id = element_facts.remedy_id and words.element = element_facts.element
    where element_facts.asked_of = 'the_person'
    union
    select
        words.person_id,
        subjects.fact,
        'charge' as subject_unit,
        subjects.subject_id
    from unknown_words as words
    inner join element_facts on words.remedy_id = element_facts.remedy_id and words.element = element_facts.element
    inner join {{ ref('rule_ca__element_subjects') }} as subjects
        on words.person_id = subjects.person_id
        and element_facts.element = subjects.element
        and element_facts.fact = subjects.fact
        and coalesce(words.unit_id = subjects.charge_id, true)
    where element_facts.asked_of = 'each_subject' and subjects.word = 'unknown'
    union
    -- Health and Safety Code 11361.8(b),(f): the fact of a row of the matrix that is not presumed.
    select
        words.person_id,
        matrix.fact,
        words.unit as subject_unit,
        words.unit_id as subject_id
    from unknown_words as words
    inner join {{ law('prop64_matrix') }} as matrix on words.path = matrix.matrix_row
    where words.element = 'fact_of_the_row' and matrix.fact is not null

),

{{ lines_of_questions('asked') }}

select * exclude (subject_ids)
from questions
