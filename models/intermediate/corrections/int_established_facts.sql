with facts as (

    select * from {{ source('intake', 'established_facts') }}
    where unit = 'charge'

),

persons as (

    {{ persons_named('facts', 'fact_id') }}

)

select
    charges.charge_id,
    charges.person_id,
    charges.person_bucket,
    facts.fact,
    facts.value,
    facts.fact_id,
    facts.established_by,
    facts.established_on,
    facts.why
from facts
inner join persons on facts.fact_id = persons.fact_id
inner join {{ ref('int_charges') }} as charges
    on persons.person_id = charges.person_id and {{ names_charge('facts', 'charges') }}
