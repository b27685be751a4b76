{{ config(materialized='view') }}
select
    numbers.person_number,
    {{ named_place('arrests') }} as county_name,
    findings.remedy_id,
    {{ name_of('findings.remedy_id', law('remedies'), 'remedy_id', 'remedy_name') }} as remedy_name,
    findings.outcome,
    coalesce(findings.relief, 'none') as relief,
    findings.reason_code,
    {{ name_of('findings.reason_code', law('reasons'), 'reason_code', 'reason_text') }} as reason_text,
    cast(date_trunc('month', findings.eligible_on) as date) as eligible_month,
    case
        when year(arrests.arrest_date_earliest) = year(arrests.arrest_date_latest)
            then cast(year(arrests.arrest_date_earliest) as integer)
    end as arrest_year
from {{ rule('arrest_findings') }} as findings
inner join {{ ref('int_arrests') }} as arrests on findings.arrest_id = arrests.arrest_id
inner join {{ ref('research_person_ids') }} as numbers on findings.person_id = numbers.person_id
