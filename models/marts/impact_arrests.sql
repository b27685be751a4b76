-- What was determined for arrests, by county: one row per county and outcome, and one per outcome for all counties together, in
-- which a person of two counties is counted once. Later is what only waits for a day.
with findings as (

    select
        arrests.county_name,
        findings.person_id,
        findings.outcome
    from {{ rule('arrest_findings') }} as findings
    inner join {{ ref('int_arrests') }} as arrests on findings.arrest_id = arrests.arrest_id

)

select
    case when grouping(county_name) = 1 then 'STATEWIDE' else coalesce(county_name, 'UNKNOWN') end as place,
    outcome,
    count(*) as arrest_count,
    count(distinct person_id) as person_count
from findings
group by grouping sets ((outcome), (county_name, outcome))
