-- Fails if lines of the facts file say both yes and no of one fact of one charge, written with two ids of one person.
select charge_id, fact
from {{ ref('int_established_facts') }}
group by charge_id, fact
having count(distinct value) > 1
