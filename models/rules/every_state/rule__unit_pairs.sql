{{ config(materialized='view', enabled=is_rule_shared('unit_pairs', by_packs=true)) }}
-- No statute: each arrest and its charges, as pairs of units.
select
    {{ content_hex('arrest_charges.arrest_number') }} as unit_id,
    {{ content_hex('arrest_charges.charge_number') }} as other_unit_id,
    charges.person_id,
    charges.person_bucket,
    'charge_of_arrest' as pair
from {{ ref('int_arrest_charges') }} as arrest_charges
inner join {{ ref('int_charges') }} as charges on arrest_charges.charge_number = charges.charge_number
