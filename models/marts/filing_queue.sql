-- What may be proposed to a court: one row per charge with a relief, with what the court needs to find the case and
-- act.
select
    reliefs.charge_id,
    reliefs.person_id,
    reliefs.county_name,
    charges.agency_code,
    charges.agency_name,
    determinations.case_numbers,
    people.person_name,
    people.person_names,
    people.birth_date_earliest,
    people.birth_date_latest,
    people.birth_date_precision,
    people.is_deceased,
    people.state_ids,
    charges.count_key as count_order,
    determinations.conviction_date_earliest,
    determinations.conviction_date_latest,
    charges.event_date_precision as conviction_date_precision,
    determinations.charge_text,
    determinations.level,
    determinations.level_source,
    reliefs.remedy_id,
    reliefs.basis,
    determinations.path,
    reliefs.relief,
    determinations.new_section,
    determinations.new_level,
    determinations.is_sealed,
    determinations.statutory_path,
    determinations.presumed_facts,
    determinations.disqualifiers,
    determinations.sentence_state,
    statutory.path as statutory_row,
    statutory.new_section as statutory_new_section,
    statutory.citation as statutory_citation,
    determinations.reason_text,
    determinations.citation,
    determinations.verified,
    reliefs.statutory_outcome,
    reliefs.statutory_remedy,
    reliefs.policy_remedy,
    charges.speaking_source_row,
    determinations.source_rows,
    determinations.data_as_of
from {{ ref('charge_reliefs') }} as reliefs
inner join {{ ref('determinations') }} as determinations
    on reliefs.charge_id = determinations.charge_id and reliefs.remedy_id = determinations.remedy_id
left join {{ ref('determinations') }} as statutory
    on reliefs.charge_id = statutory.charge_id
    and statutory.basis = 'statute'
    and statutory.relief_by = 'court_order'
    and statutory.outcome = 'eligible'
inner join {{ ref('int_charges') }} as charges on reliefs.charge_id = charges.charge_id
inner join {{ ref('int_people') }} as people on reliefs.person_id = people.person_id
where reliefs.outcome = 'eligible' and charges.county_type = 'in_state'
