{{ config(tags=['central']) }}
with known_ids as (

    {{ ids_on_record() }}

),

persons as (

    {{ persons_named(source('intake', 'claims'), 'claim_id') }}

),

person_counts as (

    select claim_id, count(*) as people, min(person_id) as person_id
    from persons
    group by claim_id

),

charge_counts as (

    select claim_id, count(*) as charges
    from {{ ref('int_claimed_charges') }}
    group by claim_id

),

arrest_counts as (

    select claim_id, count(*) as arrests
    from {{ ref('int_claimed_arrests') }}
    group by claim_id

)

select
    claims.claim_id,
    claims.unit,
    person_counts.person_id,
    claims.county_name,
    claims.claim,
    claims.claimed_by,
    claims.received_on,
    claims.due_on,
    claims.outcome,
    claims.outcome is null as is_open,
    claims.outcome is null and claims.due_on < run_parameters.as_of_date as is_overdue,
    claims.is_holding,
    coalesce(person_counts.people, 0) as people,
    coalesce(charge_counts.charges, 0) as charges,
    coalesce(arrest_counts.arrests, 0) as arrests,
    case
        when known_ids.id_key is null then 'no_such_person'
        when charge_counts.charges is null and arrest_counts.arrests is null then 'no_such_charge_or_arrest'
    end as unmatched_reason
from {{ source('intake', 'claims') }} as claims
left join known_ids on claims.id_key = known_ids.id_key
left join person_counts on claims.claim_id = person_counts.claim_id
left join charge_counts on claims.claim_id = charge_counts.claim_id
left join arrest_counts on claims.claim_id = arrest_counts.claim_id
cross join {{ source('intake', 'run_parameters') }} as run_parameters
