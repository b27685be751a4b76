{{ config(tags=['scenario']) }}
-- What was determined for arrests: one row per county and outcome, and one per outcome for all counties together, in
-- which a person of two counties is counted once.
with findings as (

    select
        -- (A name that is no county of this state may be anything, a shifted column too.)
        case arrests.county_type when 'in_state' then arrests.county_name else 'UNKNOWN' end as county_name,
        findings.person_id,
        findings.outcome
    from {{ rule('arrest_findings') }} as findings
    inner join {{ ref('int_arrests') }} as arrests on findings.arrest_id = arrests.arrest_id

)

select
    county_name as place,
    outcome,
    count(*) as arrest_count,
    count(distinct person_id) as person_count
from findings
group by county_name, outcome
union all
select
    'STATEWIDE' as place,
    outcome,
    count(*) as arrest_count,
    count(distinct person_id) as person_count
from findings
group by outcome
