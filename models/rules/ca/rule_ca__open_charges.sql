{{ config(materialized='people_in_pieces') }}
-- Penal Code 1203.425(a)(1)(B)(iii): the charges of people with a conviction on record that may still be pending, one
-- row each, and whether one surely is. Read as automatic_relief.md says, section 4.
with people as (

    select distinct person_id
    from {{ ref('rule_ca__conviction_sentences') }} as sentences
    where {{ in_piece('sentences.person_bucket') }}

),

this as (

    select as_of_date from {{ source('intake', 'run_parameters') }}

),

charges as (

    select
        charges.charge_id,
        charges.person_id,
        charges.person_bucket,
        charges.cycle_key,
        charges.county_name,
        charges.arrest_date_earliest,
        coalesce(charges.arrest_date_earliest = charges.arrest_date_latest, false) as is_arrest_day_known,
        charges.is_juvenile,
        charges.disposition_type = 'unrecognised' as is_not_understood,
        charges.disposition_type not in ('blank', 'diversion', 'unrecognised') as is_disposed,
        coalesce(charges.arrest_date_earliest, charges.event_date_earliest) as first_day,
        coalesce(charges.arrest_date_latest, charges.event_date_latest) as last_day
    from {{ ref('int_charges') }} as charges
    semi join people on charges.person_id = people.person_id
    where {{ in_piece('charges.person_bucket') }} and charges.record_status <> 'superseded'

),

-- What became of the arrest a charge belongs to, by its cycle and by its day and county.
cycles as (

    select
        person_id,
        cycle_key,
        bool_or(is_disposed) as is_disposed,
        bool_or(is_not_understood) as is_not_understood
    from charges
    group by person_id, cycle_key

),

arrests as (

    select
        person_id,
        county_name,
        arrest_date_earliest,
        bool_or(is_disposed) as is_disposed,
        bool_or(is_not_understood) as is_not_understood
    from charges
    where county_name is not null and is_arrest_day_known
    group by person_id, county_name, arrest_date_earliest

),

known_not_to_be_pending as (

    select distinct charge_id
    from {{ ref('int_established_facts') }}
    where fact = 'charge_is_pending' and value = 'no'

),

open_charges as (

    select
        charges.charge_id,
        charges.person_id,
        charges.person_bucket,
        not charges.is_not_understood
        and not coalesce(cycles.is_not_understood, false)
        and not coalesce(arrests.is_not_understood, false)
        and {{ anniversary('charges.first_day', law_integer('pending_charge_review_years')) }} >= this.as_of_date
            as is_surely_pending
    from charges
    left join cycles on charges.person_id = cycles.person_id and charges.cycle_key = cycles.cycle_key
    left join arrests
        on charges.person_id = arrests.person_id
        and charges.county_name = arrests.county_name
        and charges.arrest_date_earliest = arrests.arrest_date_earliest
        and charges.is_arrest_day_known
    anti join known_not_to_be_pending on charges.charge_id = known_not_to_be_pending.charge_id
    cross join this
    where not charges.is_disposed
        and not charges.is_juvenile
        and not coalesce(cycles.is_disposed, false)
        and not coalesce(arrests.is_disposed, false)
        -- Once a law says after how many years an open charge is no indication any more.
        and not coalesce(
            {{ anniversary('charges.last_day', law_integer('pending_charge_stale_years')) }} < this.as_of_date, false
        )

)

select * from open_charges
