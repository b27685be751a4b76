-- Fails if two charges of different content share an id.
select charge_id
from {{ ref('int_counts') }}
group by charge_id
having count(distinct (charge_key, ordinal, person_id)) > 1
