with facts as (

    select * from {{ source('intake', 'established_facts') }}
    where unit = 'person'

),

persons as (

    {{ persons_named('facts', 'fact_id') }}

)

select
    persons.person_id,
    persons.person_bucket,
    facts.fact,
    facts.value,
    facts.fact_id,
    facts.established_by,
    facts.established_on,
    facts.why
from facts
inner join persons on facts.fact_id = persons.fact_id
