-- No statute: the charges of each arrest, as pairs of units: those of adults that stand in the record.
select
    arrests.arrest_id as unit_id,
    charges.charge_id as other_unit_id,
    arrests.person_id,
    arrests.person_bucket,
    'charge_of_arrest' as pair
from {{ ref('int_arrest_charges') }} as arrest_charges
inner join {{ ref('int_arrests') }} as arrests on arrest_charges.arrest_number = arrests.arrest_number
inner join {{ ref('int_charges') }} as charges on arrest_charges.charge_number = charges.charge_number
where charges.record_status <> 'superseded' and not charges.is_juvenile
