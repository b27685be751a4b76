with claims as (

    select * from {{ source('intake', 'claims') }}

),

persons as (

    {{ persons_named('claims', 'claim_id') }}

),

of_charges as (

    select distinct
        claimed.claim_id,
        arrests.arrest_id
    from {{ ref('int_claimed_charges') }} as claimed
    inner join {{ ref('int_charges') }} as charges on claimed.charge_id = charges.charge_id
    inner join {{ ref('int_arrests') }} as arrests
        on charges.person_id = arrests.person_id
        and {{ named_place('charges') }} = {{ named_place('arrests') }}
        and {{ named_arrest('charges') }} = {{ named_arrest('arrests') }}

)

select
    claims.claim_id,
    arrests.arrest_id,
    arrests.person_id,
    arrests.person_bucket,
    claims.claim,
    claims.is_holding
from claims
inner join persons on claims.claim_id = persons.claim_id
inner join {{ ref('int_arrests') }} as arrests on persons.person_id = arrests.person_id
left join of_charges on claims.claim_id = of_charges.claim_id and arrests.arrest_id = of_charges.arrest_id
where case claims.unit
        when 'person' then true
        when 'arrest' then {{ names_arrest('claims', 'arrests') }}
        else of_charges.arrest_id is not null
    end
