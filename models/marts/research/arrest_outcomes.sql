{{ config(materialized='view') }}
select
    numbers.person_number,
    {{ named_place('arrests') }} as county_name,
    findings.remedy_id,
    findings.outcome,
    coalesce(findings.relief, 'none') as relief,
    findings.reason_code,
    cast(date_trunc('month', findings.eligible_on) as date) as eligible_month,
    case
        when year(arrests.arrest_date_earliest) = year(arrests.arrest_date_latest)
            then cast(year(arrests.arrest_date_earliest) as integer)
    end as arrest_year
from {{ rule('arrest_findings') }} as findings
inner join {{ ref('int_arrests') }} as arrests on findings.arrest_id = arrests.arrest_id
inner join {{ ref('research_person_ids') }} as numbers on findings.person_id = numbers.person_id
