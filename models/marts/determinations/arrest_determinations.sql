with reasoned as (

    {{ findings_with_reasons('arrest') }}

),

charges as (

    select
        arrest_charges.arrest_number,
        charges.person_id,
        charges.person_bucket,
        list_sort(list(charges.charge_id)) as charge_ids,
        list_sort(list_distinct(list(charges.charge_text))) as charge_texts,
        list_sort(list_distinct(flatten(list(charges.source_rows)))) as source_rows
    from {{ ref('int_arrest_charges') }} as arrest_charges
    inner join {{ ref('int_charges') }} as charges on arrest_charges.charge_number = charges.charge_number
    group by arrest_charges.arrest_number, charges.person_id, charges.person_bucket

),

hinted as (

    select
        arrest_id,
        person_id,
        person_bucket,
        remedy_id,
        list(hint order by place) as hints
    from {{ rule('arrest_petition_hints') }}
    group by arrest_id, person_id, person_bucket, remedy_id

)

select
    findings.arrest_id,
    findings.person_id,
    findings.person_bucket,
    arrests.county_name,
    findings.remedy_id,
    findings.basis,
    findings.statutory_path,
    findings.relief_by,
    findings.effect,
    findings.path,
    findings.outcome,
    findings.relief,
    findings.relief_words,
    findings.reason_code,
    findings.reason_text,
    findings.citation,
    findings.verified,
    findings.deciding_element,
    findings.immaterial_elements,
    findings.eligible_on,
    findings.open_element,
    findings.not_before,
    arrests.arrest_date_earliest,
    arrests.arrest_date_latest,
    arrests.arrest_date_precision,
    arrests.agency_name,
    outcomes.level,
    coalesce(charges.charge_ids, []) as charge_ids,
    coalesce(charges.charge_texts, []) as charge_texts,
    list_sort(list_distinct(list_concat(arrests.source_rows, charges.source_rows))) as source_rows,
    coalesce(hinted.hints, cast([] as varchar[])) as hints,
    run_parameters.as_of_date
from reasoned as findings
inner join {{ ref('int_arrests') }} as arrests
    on findings.arrest_id = arrests.arrest_id
    and findings.person_id = arrests.person_id
    and findings.person_bucket = arrests.person_bucket
inner join {{ ref('int_arrest_outcomes') }} as outcomes on arrests.arrest_number = outcomes.arrest_number
left join charges
    on arrests.arrest_number = charges.arrest_number
    and findings.person_id = charges.person_id
    and findings.person_bucket = charges.person_bucket
left join hinted
    on findings.arrest_id = hinted.arrest_id
    and findings.person_id = hinted.person_id
    and findings.person_bucket = hinted.person_bucket
    and findings.remedy_id = hinted.remedy_id
cross join {{ source('intake', 'run_parameters') }} as run_parameters
