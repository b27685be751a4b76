-- Fails if two combinations of ids share a person_key: the key is a number made of them.
select person_key
from {{ staged('people') }}
where state_id is not null or issuer_person_id is not null
group by person_key
having count(distinct concat_ws('|', coalesce(state_id, ''), coalesce(issuer_person_id, ''))) > 1
