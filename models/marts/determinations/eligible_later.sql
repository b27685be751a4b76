{{ config(tags=['scenario']) }}
-- The calendar: how many convictions and arrests, and how many people, become eligible in which month, by county and
-- remedy (ALL: the whole state, each person once). Where only time is missing and no day can be told, the month is
-- null: counted apart, never guessed. Restricted: small numbers are not suppressed.
with later as (

    select
        findings.remedy_id,
        findings.charge_id as unit_id,
        findings.person_id,
        {{ named_place('charges') }} as county_name,
        cast(date_trunc('month', findings.eligible_on) as date) as eligible_month
    from {{ rule('findings') }} as findings
    inner join {{ ref('int_charges') }} as charges on findings.charge_id = charges.charge_id
    where findings.outcome = 'not_yet'
    union all
    select
        findings.remedy_id,
        findings.arrest_id as unit_id,
        findings.person_id,
        {{ named_place('arrests') }} as county_name,
        cast(date_trunc('month', findings.eligible_on) as date) as eligible_month
    from {{ rule('arrest_findings') }} as findings
    inner join {{ ref('int_arrests') }} as arrests on findings.arrest_id = arrests.arrest_id
    where findings.outcome = 'not_yet'

),

placed as (

    select * from later
    union all
    select * replace ('ALL' as county_name) from later

)

select
    remedy_id,
    county_name,
    eligible_month,
    count(*) as determinations,
    count(distinct person_id) as people
from placed
group by remedy_id, county_name, eligible_month
