-- Fails if a juvenile adjudication entered the adult convictions.
select convictions.charge_id
from {{ ref('int_convictions') }} as convictions
inner join {{ ref('int_charges') }} as charges on convictions.charge_id = charges.charge_id
where charges.is_juvenile
