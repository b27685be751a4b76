{{ config(materialized='table', enabled=is_rule_shared('evidence', by_packs=true)) }}
-- No statute: what a reviewer wants to see beside a charge, from the record of the person in every county. One row per
-- charge with a finding. It decides nothing.
with charges as (

    select distinct
        findings.charge_id,
        findings.person_id,
        findings.person_bucket
    from {{ rule('findings') }} as findings

),

-- The last conviction is between the latest first day and the latest last day that any conviction can have.
convictions as (

    select
        person_id,
        count(*) as convictions_on_record,
        case
            when count(conviction_date_earliest) = count(*)
                and max(conviction_date_earliest) = max(conviction_date_latest)
                then max(conviction_date_latest)
        end as last_conviction_date
    from {{ ref('int_convictions') }}
    group by person_id

)

select
    charges.charge_id,
    charges.person_id,
    charges.person_bucket,
    coalesce(convictions.convictions_on_record, 0) as convictions_on_record,
    {{ complete_years('convictions.last_conviction_date', 'run_parameters.as_of_date') }}
        as years_since_last_conviction,
    people.is_deceased
from charges
inner join {{ ref('int_people') }} as people on charges.person_id = people.person_id
left join convictions on charges.person_id = convictions.person_id
cross join {{ source('intake', 'run_parameters') }} as run_parameters
