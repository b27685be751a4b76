-- What may be proposed to a court: one row per eligible determination, with what the court needs to find the case.
select
    determinations.charge_id,
    determinations.person_id,
    determinations.county_name,
    charges.agency_code,
    charges.agency_name,
    determinations.case_numbers,
    people.person_name,
    people.birth_date_earliest as birth_date,
    array_to_string(people.state_ids, '; ') as state_ids,
    charges.count_key as count_order,
    determinations.conviction_date_earliest as conviction_date,
    determinations.charge_text,
    determinations.level,
    determinations.level_source,
    determinations.remedy_id,
    determinations.path,
    determinations.relief,
    determinations.reason_text,
    determinations.citation,
    determinations.verified,
    array_to_string(determinations.source_rows, ' ') as source_rows,
    determinations.data_as_of
from {{ ref('determinations') }} as determinations
inner join {{ ref('int_charges') }} as charges on determinations.charge_id = charges.charge_id
inner join {{ ref('int_people') }} as people on determinations.person_id = people.person_id
where determinations.outcome = 'eligible' and charges.county_type = 'in_state'
