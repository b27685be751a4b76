-- No statute: each arrest and what it was for, as pairs of units.
select
    arrest_id as unit_id,
    unit_id as other_unit_id,
    person_id,
    person_bucket,
    'charge_of_arrest' as pair
from {{ ref('rule_ca__arrest_charge_units') }}
