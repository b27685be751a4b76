with facts as (

    select * from {{ source('intake', 'established_facts') }}
    where unit = 'arrest'

),

persons as (

    {{ persons_named('facts', 'fact_id') }}

)

select
    arrests.arrest_id,
    arrests.person_id,
    arrests.person_bucket,
    facts.fact,
    facts.value,
    facts.fact_id,
    facts.established_by,
    facts.established_on,
    facts.why
from facts
inner join persons on facts.fact_id = persons.fact_id
inner join {{ ref('int_arrests') }} as arrests
    on persons.person_id = arrests.person_id and {{ names_arrest('facts', 'arrests') }}
