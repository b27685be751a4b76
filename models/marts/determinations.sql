{{ config(materialized='view') }}
-- What was determined for each charge in scope and remedy, with the reason in words, its citation and how sure the
-- line is.
select
    findings.charge_id,
    findings.person_id,
    findings.person_bucket,
    charges.county_name,
    findings.remedy_id,
    remedies.relief_by,
    remedies.effect,
    remedies.basis,
    remedies.statutory_path,
    findings.path,
    findings.outcome,
    findings.relief,
    findings.policy_remedy,
    findings.new_section,
    findings.new_level,
    findings.is_sealed,
    findings.reason_code,
    reasons.reason_text,
    reasons.citation,
    reasons.verified || case when findings.rests_on_inference then '; inference' else '' end as verified,
    findings.deciding_element,
    findings.immaterial_elements,
    findings.decided_by,
    findings.is_presumed,
    findings.presumed_facts,
    findings.has_possible_better_path,
    findings.is_order_overdue,
    findings.disqualifiers,
    findings.sentence_state,
    findings.eligible_on,
    charges.case_numbers,
    charges.event_date_earliest as conviction_date_earliest,
    charges.event_date_latest as conviction_date_latest,
    charges.charge_text,
    charges.is_conviction,
    charges.level,
    charges.level_source,
    charges.data_as_of,
    charges.source_rows,
    run_parameters.as_of_date
from {{ rule('findings') }} as findings
inner join {{ ref('int_charges') }} as charges on findings.charge_id = charges.charge_id
inner join {{ law('remedies') }} as remedies on findings.remedy_id = remedies.remedy_id
left join {{ law('reasons') }} as reasons on findings.reason_code = reasons.reason_code
cross join {{ source('intake', 'run_parameters') }} as run_parameters
