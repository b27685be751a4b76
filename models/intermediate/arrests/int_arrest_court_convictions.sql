with told_by_courts_alone as (

    select
        charges.charge_number,
        charges.person_id,
        charges.person_bucket,
        charges.county_name,
        string_split(charges.case_number_key, '+') as case_numbers,
        charges.event_date_latest
    from {{ ref('int_charges') }} as charges
    inner join {{ ref('int_court_charges') }} as court_charges
        on charges.charge_number = court_charges.charge_number
    where court_charges.is_new_charge

),

-- The state's charges of these people in cases with a number.
told_in_cases as (

    select
        charges.charge_number,
        charges.person_id,
        charges.county_name,
        string_split(charges.case_number_key, '+') as case_numbers,
        charges.charge_stage = 'court' and charges.disposition_type not in ('prosecutor_rejected', 'detention_only')
            as is_of_a_court
    from {{ ref('int_charges') }} as charges
    semi join told_by_courts_alone on charges.person_id = told_by_courts_alone.person_id
    anti join told_by_courts_alone as themselves on charges.charge_number = themselves.charge_number
    where charges.case_number_key is not null
        and charges.record_status <> 'superseded'
        and not charges.is_juvenile

),

in_a_told_case as (

    select distinct
        told_by_courts_alone.charge_number,
        told_by_courts_alone.person_bucket,
        told_in_cases.charge_number as charge_in_the_case
    from told_by_courts_alone
    inner join told_in_cases
        on told_by_courts_alone.person_id = told_in_cases.person_id
        and told_by_courts_alone.county_name = told_in_cases.county_name
        and list_has_any(told_by_courts_alone.case_numbers, told_in_cases.case_numbers)

),

arrest_charges as (

    select
        arrest_number,
        charge_number
    from {{ ref('int_arrest_charges') }} as arrest_charges

),

arrests_with_a_case as (

    select distinct arrest_charges.arrest_number
    from arrest_charges
    inner join told_in_cases on arrest_charges.charge_number = told_in_cases.charge_number
    where told_in_cases.is_of_a_court

),

of_the_case as (

    select distinct
        arrest_charges.arrest_number,
        in_a_told_case.charge_number,
        in_a_told_case.person_bucket
    from in_a_told_case
    inner join arrest_charges on in_a_told_case.charge_in_the_case = arrest_charges.charge_number

),

perhaps_of_it as (

    select
        arrests.arrest_number,
        told_by_courts_alone.charge_number,
        told_by_courts_alone.person_bucket
    from told_by_courts_alone
    inner join {{ ref('int_arrests') }} as arrests
        on told_by_courts_alone.person_id = arrests.person_id
        and coalesce(told_by_courts_alone.county_name = arrests.county_name, true)
        and coalesce(told_by_courts_alone.event_date_latest >= arrests.arrest_date_earliest, true)
    anti join in_a_told_case on told_by_courts_alone.charge_number = in_a_told_case.charge_number
    anti join arrests_with_a_case on arrests.arrest_number = arrests_with_a_case.arrest_number

)

select
    arrest_number,
    charge_number,
    person_bucket,
    'same_case' as link_basis
from of_the_case
union all
select
    arrest_number,
    charge_number,
    person_bucket,
    'perhaps' as link_basis
from perhaps_of_it
