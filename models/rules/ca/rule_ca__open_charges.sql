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
        charges.charge_number,
        charges.person_id,
        charges.person_bucket,
        charges.county_name,
        charges.case_number_key,
        charges.has_count_order,
        charges.charge_stage = 'court' as is_of_a_court,
        charges.code_book,
        charges.section,
        charges.subdivision_path,
        charges.charge_prefix,
        charges.count_number,
        charges.arrest_date_earliest,
        case when charges.arrest_date_earliest = charges.arrest_date_latest then charges.arrest_date_earliest end
            as arrest_day,
        charges.event_date_earliest,
        charges.event_date_latest,
        charges.is_juvenile,
        charges.disposition_type,
        charges.disposition_type not in ('blank', 'diversion', 'unrecognised', 'released_to_other_jurisdiction')
            as is_disposed,
        coalesce(charges.arrest_date_earliest, charges.event_date_earliest) as first_day,
        coalesce(charges.arrest_date_latest, charges.event_date_latest) as last_day
    from {{ ref('int_charges') }} as charges
    semi join people on charges.person_id = people.person_id
    where {{ in_piece('charges.person_bucket') }} and charges.record_status <> 'superseded'

),

undisposed as (

    select *
    from charges
    where not is_disposed and not is_juvenile

),

-- Which charges are told beside one that nothing disposes of: in its cycle, as some delivery tells it; in its case; or
-- of the same arrest day and county, where the number of a cycle is not on record.
in_cycles as (

    select
        charge_number,
        delivery_id,
        history_number,
        cycle_key
    from {{ ref('int_counts') }} as counts
    where {{ in_piece('counts.person_bucket') }}

),

beside as (

    select
        undisposed.charge_number,
        others.charge_number as other_charge_number
    from undisposed
    inner join in_cycles on undisposed.charge_number = in_cycles.charge_number
    inner join in_cycles as others
        on in_cycles.history_number = others.history_number
        and in_cycles.delivery_id = others.delivery_id
        and in_cycles.cycle_key = others.cycle_key
    union
    select
        undisposed.charge_number,
        others.charge_number as other_charge_number
    from undisposed
    inner join charges as others
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
        others.is_of_a_court as is_other_of_a_court,
        others.is_disposed as is_other_disposed,
        others.disposition_type in ('prosecutor_rejected', 'detention_only') as was_other_never_filed,
        others.disposition_type = 'unrecognised' as is_other_not_understood,
        coalesce(undisposed.code_book = others.code_book and undisposed.section = others.section, false)
            as is_of_the_same_section,
        coalesce(
            undisposed.count_number = others.count_number
            and undisposed.event_date_latest < others.event_date_earliest
            and coalesce(undisposed.subdivision_path, '') = coalesce(others.subdivision_path, '')
            and coalesce(undisposed.charge_prefix, '') = coalesce(others.charge_prefix, ''),
            false
        ) as is_the_same_count_later
    from beside
    inner join undisposed on beside.charge_number = undisposed.charge_number
    inner join charges as others on beside.other_charge_number = others.charge_number

),

-- Before a court only the charge itself counts, whatever became of others: it, or the same count told again on a later
-- day.
open_before_a_court as (

    select charge_number
    from undisposed
    where is_of_a_court
        and charge_number not in (
            select charge_number
            from told_beside
            where is_other_of_a_court and is_other_disposed and is_of_the_same_section and is_the_same_count_later
        )

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
            told_beside.is_other_of_a_court
            and told_beside.is_other_disposed
            and (told_beside.is_of_the_same_section or not told_beside.was_other_never_filed)
        )
        and not bool_or(open_before_a_court.charge_number is not null and told_beside.is_of_the_same_section)

),

not_understood as (

    select distinct charge_number
    from told_beside
    where is_other_not_understood

),

known_not_to_be_pending as (

    select distinct charge_id
    from {{ ref('int_established_facts') }}
    where fact = 'charge_is_pending' and value = 'no'

),

open_charges as (

    select
        undisposed.charge_id,
        undisposed.person_id,
        undisposed.person_bucket,
        -- (That somebody was turned over to another authority does not say what became of the charge.)
        undisposed.disposition_type not in ('unrecognised', 'released_to_other_jurisdiction')
        and not_understood.charge_number is null
        and {{ anniversary('undisposed.first_day', law_integer('pending_charge_review_years')) }} >= this.as_of_date
            as is_surely_pending
    from undisposed
    left join not_understood on undisposed.charge_number = not_understood.charge_number
    anti join answered_by_a_court on undisposed.charge_number = answered_by_a_court.charge_number
    anti join known_not_to_be_pending on undisposed.charge_id = known_not_to_be_pending.charge_id
    cross join this
    where (not undisposed.is_of_a_court or undisposed.charge_number in (select charge_number from open_before_a_court))
        -- Once a law says after how many years an open charge is no indication any more.
        and not coalesce(
            {{ anniversary('undisposed.last_day', law_integer('pending_charge_stale_years')) }} < this.as_of_date, false
        )

)

select * from open_charges
