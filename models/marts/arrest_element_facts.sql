{{ config(materialized='view', tags=['one_person']) }}
-- Which fact rows each word of an element of an arrest rests on: one row per arrest in scope, remedy, path, element,
-- fact row and source line, as element_facts is of charges.
select
    elements.arrest_id,
    elements.person_id,
    elements.person_bucket,
    elements.remedy_id,
    elements.path,
    elements.element,
    facts.role,
    facts.fact_table,
    facts.fact_id,
    facts.words,
    facts.delivery_id,
    facts.file_name,
    facts.source_line
from {{ ref('arrest_finding_elements') }} as elements
inner join {{ ref('arrest_explanation_facts') }} as facts
    on elements.arrest_id = facts.arrest_id
    and elements.person_id = facts.person_id
    and elements.remedy_id = facts.remedy_id
    and list_contains(string_split(elements.rests_on, ' '), facts.fact_table)
