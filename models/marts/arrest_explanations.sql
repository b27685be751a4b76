{{ config(materialized='view', tags=['one_person']) }}
-- Every determination of an arrest explained: outcome, relief and reason, the word of each element of the path that
-- decided, and the fact rows it rests on down to file and line. One row per arrest in scope and remedy.
with words as (

    select
        arrest_id,
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
    from {{ ref('arrest_finding_elements') }}
    where is_deciding_path
    group by arrest_id, person_id, remedy_id

),

facts as (

    select
        arrest_id,
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
    from {{ ref('arrest_explanation_facts') }}
    group by arrest_id, person_id, remedy_id

)

select
    determinations.arrest_id,
    determinations.person_id,
    determinations.person_bucket,
    determinations.county_name,
    determinations.remedy_id,
    remedies.remedy_name,
    determinations.basis,
    determinations.path,
    determinations.outcome,
    determinations.relief,
    determinations.reason_text,
    determinations.citation,
    determinations.verified,
    determinations.deciding_element,
    determinations.eligible_on,
    determinations.hints,
    words.elements,
    facts.fact_rows
from {{ ref('arrest_determinations') }} as determinations
inner join {{ law('remedies') }} as remedies on determinations.remedy_id = remedies.remedy_id
left join words
    on determinations.arrest_id = words.arrest_id
    and determinations.person_id = words.person_id
    and determinations.remedy_id = words.remedy_id
left join facts
    on determinations.arrest_id = facts.arrest_id
    and determinations.person_id = facts.person_id
    and determinations.remedy_id = facts.remedy_id
