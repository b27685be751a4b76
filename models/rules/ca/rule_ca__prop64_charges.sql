{{ config(materialized='people_in_pieces') }}
-- Health and Safety Code 11361.8(a): every charge of 11357 to 11360 that is no conviction on record once: in scope,
-- since it is not on record whether there was a conviction, or out of it by why. Read as proposition_64.md says, in
-- section 1. What answers for a charge without a disposition does so as among pending charges (automatic_relief.md, 4).
with charges as (

    select
        charges.charge_id,
        charges.person_id,
        charges.person_bucket,
        charges.code_book,
        charges.section,
        coalesce(charges.subdivision_path, '') as subdivision_path,
        coalesce(charges.charge_prefix, '') as charge_prefix,
        charges.charge_stage,
        charges.count_number,
        charges.cycle_key,
        charges.county_name,
        charges.case_number_key,
        charges.arrest_date_earliest,
        charges.event_date_earliest,
        charges.event_date_latest,
        charges.disposition_type,
        charges.is_juvenile,
        charges.is_conviction,
        charges.record_status
    from {{ ref('int_charges') }} as charges
    where {{ in_piece('charges.person_bucket') }}

),

without_conviction as (

    select * from charges
    where code_book = 'HS'
        and section in (
            select section from {{ ref('ca_prop64_matrix') }}
            where matrix_row = 'P64-POST'
        )
        and (record_status = 'superseded' or not is_conviction)

),

disposed as (

    select * from charges
    where record_status <> 'superseded' and disposition_type <> 'blank'

),

-- Before a court each charge speaks for itself: only the same count, told again on a later day, answers for it. Of an
-- arrest a court answers for what it does not name, for courts often name only what was filed; what was never filed,
-- and another step than a court's, answer for their own section alone.
answered as (

    select distinct charges.charge_id
    from without_conviction as charges
    inner join disposed
        on charges.person_id = disposed.person_id
        and (
            charges.cycle_key = disposed.cycle_key
            or (
                charges.county_name = disposed.county_name
                and (
                    charges.arrest_date_earliest = disposed.arrest_date_earliest
                    or charges.case_number_key = disposed.case_number_key
                )
            )
        )
    where charges.disposition_type = 'blank'
        and case charges.charge_stage
            when 'court'
                then
                    disposed.charge_stage = 'court'
                    and charges.code_book = disposed.code_book
                    and charges.section = disposed.section
                    and charges.subdivision_path = disposed.subdivision_path
                    and charges.charge_prefix = disposed.charge_prefix
                    and charges.count_number = disposed.count_number
                    and charges.event_date_latest < disposed.event_date_earliest
            else
                (charges.code_book = disposed.code_book and charges.section = disposed.section)
                or (
                    disposed.charge_stage = 'court'
                    and disposed.disposition_type not in ('prosecutor_rejected', 'detention_only')
                )
        end

),

reasoned as (

    select
        charges.charge_id,
        charges.person_id,
        charges.person_bucket,
        case
            when charges.record_status = 'superseded' then 'superseded_telling'
            when charges.is_juvenile then 'juvenile_charge'
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
