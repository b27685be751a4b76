-- Fails if a finding of an arrest has no arrest or person, or several: research would lack a row, or have it twice.
select
    findings.arrest_id,
    findings.remedy_id
from {{ rule('arrest_findings') }} as findings
left join {{ ref('int_arrests') }} as arrests on findings.arrest_id = arrests.arrest_id
left join {{ ref('int_people') }} as people on findings.person_id = people.person_id
group by findings.arrest_id, findings.remedy_id
having count(*) <> 1 or count(arrests.arrest_id) <> 1 or count(people.person_id) <> 1
