-- Fails if two charges of different content share an id.
select charge_number
from {{ ref('int_delivered_charges') }}
group by charge_number
having min(charge_key) <> max(charge_key) or min(ordinal) <> max(ordinal) or min(person_number) <> max(person_number)
