with claims as (

    select * from {{ source('intake', 'claims') }}

),

persons as (

    {{ persons_named('claims', 'claim_id') }}

)

select
    claims.claim_id,
    charges.charge_id,
    charges.person_id,
    charges.person_bucket,
    claims.claim,
    claims.is_holding
from claims
inner join persons on claims.claim_id = persons.claim_id
inner join {{ ref('int_charges') }} as charges
    on persons.person_id = charges.person_id
    and case claims.unit
        when 'person' then true
        when 'arrest' then {{ names_arrest('claims', 'charges') }}
        else {{ names_charge('claims', 'charges') }}
    end
