-- Fails if a charge in scope has no finding or more than one for a remedy.
select charge_id, remedy_id
from {{ rule('prop64_findings') }}
group by charge_id, remedy_id
having count(*) > 1
