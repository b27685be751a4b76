-- Lines of the facts file that are about no charge of this run, so that none is lost unseen: one row per such line.
-- reason: no_such_person (nobody in the deliveries has the id) | no_such_charge (the person has no such charge).
with known_ids as (

    select 'state:' || state_id as id_key from {{ staged('people') }}
    where state_id is not null
    union
    select 'issuer:' || issuer_person_id as id_key from {{ staged('people') }}
    where issuer_person_id is not null

)

select
    facts.fact_id,
    case when known_ids.id_key is null then 'no_such_person' else 'no_such_charge' end as reason
from {{ source('intake', 'established_facts') }} as facts
left join known_ids on facts.id_key = known_ids.id_key
where facts.fact_id not in (select int_established_facts.fact_id from {{ ref('int_established_facts') }})
