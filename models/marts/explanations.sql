{{ config(materialized='view', tags=['one_person']) }}
-- Every determination explained: outcome, relief and reason, the word of each element of the path that decided, and the
-- fact rows it rests on down to file and line. One row per charge in scope and remedy.
with words as (

    select
        charge_id,
        person_id,
        remedy_id,
        list(
            struct_pack(
                element := element,
                word := word,
                question := question,
                citation := citation,
                verified := verified
            )
            order by place
        ) as elements
    from {{ ref('finding_elements') }}
    where is_deciding_path
    group by charge_id, person_id, remedy_id

),

facts as (

    select
        charge_id,
        person_id,
        remedy_id,
        list(
            struct_pack(
                role := role,
                fact_table := fact_table,
                fact_id := fact_id,
                words := words,
                delivery_id := delivery_id,
                file_name := file_name,
                source_line := source_line
            )
            order by role, fact_table, fact_id, delivery_id, source_line
        ) as fact_rows
    from {{ ref('explanation_facts') }}
    group by charge_id, person_id, remedy_id

)

select
    determinations.charge_id,
    determinations.person_id,
    determinations.person_bucket,
    determinations.county_name,
    determinations.remedy_id,
    remedies.remedy_name,
    determinations.basis,
    determinations.path,
    determinations.outcome,
    determinations.relief,
    determinations.new_section,
    determinations.new_level,
    determinations.policy_remedy,
    determinations.reason_text,
    determinations.citation,
    determinations.verified,
    determinations.deciding_element,
    determinations.presumed_facts,
    determinations.has_possible_better_path,
    determinations.eligible_on,
    determinations.hints,
    words.elements,
    facts.fact_rows
from {{ ref('determinations') }} as determinations
inner join {{ law('remedies') }} as remedies on determinations.remedy_id = remedies.remedy_id
left join words
    on determinations.charge_id = words.charge_id
    and determinations.person_id = words.person_id
    and determinations.remedy_id = words.remedy_id
left join facts
    on determinations.charge_id = facts.charge_id
    and determinations.person_id = facts.person_id
    and determinations.remedy_id = facts.remedy_id
