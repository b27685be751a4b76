{{ config(materialized='view', tags=['one_person']) }}
with {{ words_and_facts('arrest', ref('arrest_finding_elements'), ref('arrest_explanation_facts')) }}

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
    determinations.immaterial_elements,
    determinations.eligible_on,
    determinations.hints,
    words.elements,
    facts.fact_rows
from {{ ref('arrest_determinations') }} as determinations
inner join {{ law('remedies') }} as remedies on determinations.remedy_id = remedies.remedy_id
{{ join_of_the_finding('arrest', 'words') }}
{{ join_of_the_finding('arrest', 'facts') }}
