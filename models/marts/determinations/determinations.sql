with reasoned as (

    {{ findings_with_reasons('charge') }}

),

hinted as (

    select
        charge_id,
        person_id,
        person_bucket,
        remedy_id,
        list(hint order by place) as hints
    from {{ rule('petition_hints') }}
    group by charge_id, person_id, person_bucket, remedy_id

)

select
    findings.charge_id,
    findings.person_id,
    findings.person_bucket,
    charges.county_name,
    findings.remedy_id,
    findings.relief_by,
    findings.effect,
    findings.basis,
    findings.statutory_path,
    findings.path,
    findings.outcome,
    findings.relief,
    findings.relief_words,
    details.policy_remedy,
    details.new_section,
    details.new_level,
    coalesce(details.is_sealed, false) as is_sealed,
    findings.reason_code,
    findings.reason_text,
    findings.citation,
    findings.verified,
    findings.deciding_element,
    findings.immaterial_elements,
    findings.decided_by,
    findings.is_presumed,
    findings.presumed_facts,
    coalesce(details.has_possible_better_path, false) as has_possible_better_path,
    coalesce(details.is_order_overdue, false) as is_order_overdue,
    coalesce(details.disqualifiers, 'not_asked') as disqualifiers,
    details.sentence_state,
    findings.eligible_on,
    findings.open_element,
    findings.not_before,
    coalesce(hinted.hints, cast([] as varchar[])) as hints,
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
from reasoned as findings
inner join {{ ref('int_charges') }} as charges
    on findings.charge_id = charges.charge_id and findings.person_bucket = charges.person_bucket
left join {{ rule('charge_details') }} as details
    on findings.charge_id = details.charge_id
    and findings.person_id = details.person_id
    and findings.person_bucket = details.person_bucket
    and findings.remedy_id = details.remedy_id
left join hinted
    on findings.charge_id = hinted.charge_id
    and findings.person_id = hinted.person_id
    and findings.person_bucket = hinted.person_bucket
    and findings.remedy_id = hinted.remedy_id
cross join {{ source('intake', 'run_parameters') }} as run_parameters
