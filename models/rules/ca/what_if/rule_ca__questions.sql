-- Facts that nobody established and that an unknown element of a determination which waits would be answered by: one
-- row per person, fact and line of the facts file. Whether an answer changes anything is not asked here. Proposition 64
-- asks by law/ca_element_facts.csv and the facts of its matrix, the other remedies by their packs.
with waiting as (

    select
        charge_id,
        person_id,
        remedy_id
    from {{ ref('rule_ca__prop64_findings') }}
    where outcome in ('review', 'undeterminable') or has_possible_better_path

),

unknown_words as (

    select
        waiting.charge_id,
        waiting.person_id,
        waiting.remedy_id,
        elements.path,
        elements.element
    from waiting
    inner join {{ ref('rule_ca__prop64_elements') }} as elements
        on waiting.charge_id = elements.charge_id and waiting.remedy_id = elements.remedy_id
    where elements.word = 'unknown'

),

asked as (

    select
        person_id,
        fact,
        subject_unit,
        subject_id
    from {{ ref('engine_asked') }}
    union
    select
        words.person_id,
        element_facts.fact,
        'charge' as subject_unit,
        words.charge_id as subject_id
    from unknown_words as words
    inner join {{ law('element_facts') }} as element_facts
        on words.remedy_id = element_facts.remedy_id and words.element = element_facts.element
    union
    -- Health and Safety Code 11361.8(b),(f): the fact of a row of the matrix that is not presumed.
    select
        words.person_id,
        matrix.fact,
        'charge' as subject_unit,
        words.charge_id as subject_id
    from unknown_words as words
    inner join {{ law('prop64_matrix') }} as matrix on words.path = matrix.matrix_row
    where words.element = 'fact_of_the_row' and matrix.fact is not null

),

{{ name_questions() }}
