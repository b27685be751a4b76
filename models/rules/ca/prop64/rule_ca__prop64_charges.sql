-- Health and Safety Code 11361.8(a): every charge of 11357 to 11360 that is no conviction on record once: in scope,
-- since it is not on record whether there was a conviction, or out of it by why. Read as proposition_64.md says, in
-- section 1; what answers for a charge without a disposition is asked once, for pending charges too.
with without_conviction as (

    select
        charges.charge_id,
        charges.person_id,
        charges.person_bucket,
        charges.charge_stage,
        charges.disposition_type,
        charges.is_juvenile,
        charges.record_status,
        charges.county_type
    from {{ ref('int_charges') }} as charges
    where charges.code_book = 'HS'
        and charges.section in (
            select section from {{ law('prop64_matrix') }}
            where matrix_row = 'P64-POST'
        )
        and (charges.record_status = 'superseded' or not charges.is_conviction)

),

answered as (

    select charge_id
    from {{ rule('undisposed_charges') }} as undisposed
    where answered_by in ('same_count_told_later', 'court')

),

reasoned as (

    select
        charges.charge_id,
        charges.person_id,
        charges.person_bucket,
        case
            when charges.record_status = 'superseded' then 'superseded_telling'
            when charges.is_juvenile then 'juvenile_charge'
            when charges.county_type = 'elsewhere' then 'marijuana_of_another_state'
            when charges.disposition_type = 'blank' and answered.charge_id is null then 'no_disposition'
            when charges.disposition_type = 'blank' then 'answered_by_another_charge'
            when charges.disposition_type <> 'unrecognised' then 'disposed_of_without_conviction'
            when charges.charge_stage = 'court' then 'disposition_not_understood'
            else 'disposition_of_an_arrest_not_understood'
        end as scope_reason
    from without_conviction as charges
    left join answered on charges.charge_id = answered.charge_id

)

select
    charge_id,
    person_id,
    person_bucket,
    scope_reason in ('no_disposition', 'disposition_not_understood') as is_in_scope,
    scope_reason
from reasoned
