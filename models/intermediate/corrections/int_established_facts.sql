-- What people established about a charge that no file tells (quantity, conduct, a challenge): one row per charge and
-- line of the facts file. A line is about every charge of its person in its county, with its case numbers and its
-- section; a line without a subdivision is about the section whatever its subdivision, one that names the day of an
-- arrest about the charges without a case number. Apart from the state's facts.
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
