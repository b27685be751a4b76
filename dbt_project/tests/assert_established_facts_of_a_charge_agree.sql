-- Fails if lines of the facts file say both yes and no of one fact of one charge, person or arrest, written with two
-- ids of one person.
with facts as (

    select charge_id as subject_id, fact, value from {{ ref('int_established_facts') }}
    union all
    select person_id as subject_id, fact, value from {{ ref('int_established_person_facts') }}
    union all
    select arrest_id as subject_id, fact, value from {{ ref('int_established_arrest_facts') }}

)

select subject_id, fact
from facts
group by subject_id, fact
having count(distinct value) > 1
