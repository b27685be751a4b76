{{ config(materialized='view', tags=['one_person']) }}
with {{ words_and_facts('charge', ref('finding_elements'), ref('explanation_facts')) }}

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
    determinations.immaterial_elements,
    determinations.presumed_facts,
    determinations.has_possible_better_path,
    determinations.eligible_on,
    determinations.hints,
    words.elements,
    facts.fact_rows
from {{ ref('determinations') }} as determinations
inner join {{ law('remedies') }} as remedies on determinations.remedy_id = remedies.remedy_id
{{ join_of_the_finding('charge', 'words') }}
{{ join_of_the_finding('charge', 'facts') }}
