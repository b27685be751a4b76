-- What was determined for each charge in scope, with the reason in words, its citation and how sure the line is.
select
    findings.charge_id,
    findings.person_id,
    findings.person_bucket,
    charges.county_name,
    findings.remedy_id,
    findings.path,
    findings.outcome,
    findings.relief,
    findings.reason_code,
    reasons.reason_text,
    reasons.citation,
    reasons.verified,
    findings.deciding_element,
    findings.eligible_on,
    charges.case_numbers,
    charges.event_date_earliest as conviction_date_earliest,
    charges.event_date_latest as conviction_date_latest,
    charges.charge_text,
    charges.level,
    charges.level_source,
    charges.data_as_of,
    charges.source_rows,
    run_parameters.as_of_date
from {{ rule('findings') }} as findings
inner join {{ ref('int_charges') }} as charges on findings.charge_id = charges.charge_id
left join {{ law('reasons') }} as reasons on findings.reason_code = reasons.reason_code
cross join {{ source('intake', 'run_parameters') }} as run_parameters
