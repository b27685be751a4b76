{{ config(materialized='table', enabled=is_rule_shared('undisposed_charges')) }}
-- No statute: what answers for each adult charge without a disposition: one row per charge, of everybody. Laws ask
-- whether it may be pending, or whether there was a conviction: one reading for both. Whom a law asks about is for
-- its own rule.
with charges as (

    select
        charges.charge_id,
        charges.charge_number,
        charges.person_id,
        charges.person_bucket,
        charges.county_name,
        charges.case_number_key,
        charges.has_count_order,
        charges.charge_stage = 'court' as is_of_a_court,
        charges.code_book,
        charges.section,
        coalesce(charges.subdivision_path, '') as subdivision_path,
        coalesce(charges.charge_prefix, '') as charge_prefix,
        charges.count_number,
        case when charges.arrest_date_earliest = charges.arrest_date_latest then charges.arrest_date_earliest end
            as arrest_day,
        charges.event_date_earliest,
        charges.event_date_latest,
        charges.is_juvenile,
        charges.disposition_type not in ('blank', 'diversion', 'unrecognised', 'released_to_other_jurisdiction')
            as is_disposed,
        charges.disposition_type in ('prosecutor_rejected', 'detention_only') as was_never_filed,
        charges.disposition_type = 'unrecognised' as is_not_understood
    from {{ ref('int_charges') }} as charges
    where charges.record_status <> 'superseded'

),

undisposed as (

    select *
    from charges
    where not is_disposed and not is_juvenile

),

-- What can say anything of another charge: what stands before a court, or a disposition that is not understood. So what
-- is disposed of here is so by a court.
telling as (

    select *
    from charges
    where is_of_a_court or is_not_understood

),

-- Which of these are told beside a charge: in its cycle, as some delivery tells it; in its case; or of the same arrest
-- day and county, where the number of a cycle is not on record.
cycles as (

    select
        charge_number,
        delivery_id,
        history_number,
        cycle_key
    from {{ ref('int_delivered_charges') }} as counts

),

told_cycles as (

    select cycles.*
    from cycles
    semi join telling on cycles.charge_number = telling.charge_number

),

beside as (

    select
        cycles.charge_number,
        told_cycles.charge_number as other_charge_number
    from cycles
    semi join undisposed on cycles.charge_number = undisposed.charge_number
    inner join told_cycles
        on cycles.history_number = told_cycles.history_number
        and cycles.delivery_id = told_cycles.delivery_id
        and cycles.cycle_key = told_cycles.cycle_key
    union
    select
        undisposed.charge_number,
        others.charge_number as other_charge_number
    from undisposed
    inner join telling as others
        on undisposed.person_id = others.person_id
        and undisposed.county_name = others.county_name
        and (
            undisposed.case_number_key = others.case_number_key
            or (
                undisposed.arrest_day = others.arrest_day
                and not (undisposed.has_count_order and others.has_count_order)
            )
        )

),

told_beside as (

    select
        undisposed.charge_number,
        undisposed.is_of_a_court,
        others.charge_number as other_charge_number,
        others.is_disposed as is_other_disposed,
        others.was_never_filed as was_other_never_filed,
        others.is_of_a_court as is_other_of_a_court,
        others.is_not_understood as is_other_not_understood,
        undisposed.code_book = others.code_book and undisposed.section = others.section as is_of_the_same_section,
        undisposed.count_number = others.count_number
        and undisposed.event_date_latest < others.event_date_earliest
        and undisposed.subdivision_path = others.subdivision_path
        and undisposed.charge_prefix = others.charge_prefix as is_the_same_count_later
    from beside
    inner join undisposed on beside.charge_number = undisposed.charge_number
    inner join telling as others on beside.other_charge_number = others.charge_number

),

-- Before a court only the charge itself counts, whatever became of others: it, or the same count told again on a later
-- day.
told_again as (

    select distinct charge_number
    from told_beside
    where is_of_a_court and is_other_disposed and is_of_the_same_section and is_the_same_count_later

),

open_before_a_court as (

    select undisposed.charge_number
    from undisposed
    anti join told_again on undisposed.charge_number = told_again.charge_number
    where undisposed.is_of_a_court

),

-- Courts often name only what was filed: a court that disposed of charges of the arrest answers for those it does not
-- name. What never came before it answers only for itself.
answered_by_a_court as (

    select told_beside.charge_number
    from told_beside
    left join open_before_a_court on told_beside.other_charge_number = open_before_a_court.charge_number
    where not told_beside.is_of_a_court
    group by told_beside.charge_number
    having
        bool_or(
            told_beside.is_other_disposed
            and (told_beside.is_of_the_same_section or not told_beside.was_other_never_filed)
        )
        and not bool_or(open_before_a_court.charge_number is not null and told_beside.is_of_the_same_section)

),

not_understood as (

    select distinct charge_number
    from told_beside
    where is_other_not_understood

),

before_a_court as (

    select distinct charge_number
    from told_beside
    where is_other_of_a_court

)

select
    undisposed.charge_id,
    undisposed.person_id,
    undisposed.person_bucket,
    case
        when told_again.charge_number is not null then 'same_count_told_later'
        when answered_by_a_court.charge_number is not null then 'court'
        when undisposed.is_not_understood or not_understood.charge_number is not null then 'unknown'
        else 'nothing'
    end as answered_by,
    undisposed.is_of_a_court or before_a_court.charge_number is not null as is_filed
from undisposed
left join told_again on undisposed.charge_number = told_again.charge_number
left join answered_by_a_court on undisposed.charge_number = answered_by_a_court.charge_number
left join not_understood on undisposed.charge_number = not_understood.charge_number
left join before_a_court on undisposed.charge_number = before_a_court.charge_number
