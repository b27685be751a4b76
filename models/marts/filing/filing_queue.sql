-- What may be proposed to a court: one row per charge with a relief, with what the court needs to find the case and
-- act. (Findings and their reasons are read and not determinations, which put together more of each.)
with eligible as (

    {{ findings_with_reasons('charge', "findings.outcome = 'eligible' and remedies.relief_by = 'court_order'") }}

)

select
    reliefs.charge_id,
    reliefs.person_id,
    reliefs.county_name,
    charges.agency_code,
    charges.agency_name,
    charges.case_numbers,
    people.person_name,
    people.person_names,
    people.birth_date_earliest,
    people.birth_date_latest,
    people.birth_date_precision,
    people.is_deceased,
    people.state_ids,
    charges.count_key as count_order,
    charges.event_date_earliest as conviction_date_earliest,
    charges.event_date_latest as conviction_date_latest,
    charges.event_date_precision as conviction_date_precision,
    charges.charge_text,
    charges.level,
    charges.level_source,
    reliefs.remedy_id,
    reliefs.basis,
    findings.path,
    reliefs.relief,
    findings.new_section,
    findings.new_level,
    findings.is_sealed,
    findings.statutory_path,
    findings.presumed_facts,
    findings.disqualifiers,
    findings.sentence_state,
    statutory.path as statutory_row,
    statutory.new_section as statutory_new_section,
    statutory.citation as statutory_citation,
    findings.reason_text,
    findings.citation,
    findings.verified,
    reliefs.statutory_outcome,
    reliefs.statutory_remedy,
    reliefs.policy_remedy,
    charges.speaking_source_row,
    charges.source_rows,
    charges.data_as_of
from {{ ref('charge_reliefs') }} as reliefs
inner join eligible as findings
    on reliefs.charge_id = findings.charge_id and reliefs.remedy_id = findings.remedy_id
left join eligible as statutory
    on reliefs.charge_id = statutory.charge_id and statutory.basis = 'statute'
inner join {{ ref('int_charges') }} as charges on reliefs.charge_id = charges.charge_id
inner join {{ ref('int_people') }} as people on reliefs.person_id = people.person_id
where reliefs.outcome = 'eligible' and charges.county_type = 'in_state'
