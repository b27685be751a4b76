with recursive transfers as (

    select *
    from {{ ref('int_case_transfers') }} as transfers
    where standing in ('stands', 'contradictory')

),

leaving as (

    select
        *,
        unnest(coalesce(string_split(from_case_number_key, '+'), ['?' || transfer_id])) as from_number
    from transfers

),

-- A case at a court is its county and a number; one without a number is known by its transfer alone and leads no
-- further.
edges as (

    select
        transfer_id,
        person_id,
        standing,
        from_county_name,
        from_case_number_key,
        from_case_numbers,
        to_county_name,
        to_case_number_key,
        to_case_numbers,
        from_county_name || ' ' || from_number as from_case,
        to_county_name || ' '
        || unnest(coalesce(string_split(to_case_number_key, '+'), ['?' || transfer_id])) as to_case
    from leaving

),

cases as (

    select
        person_id,
        from_case as court_case,
        from_county_name as county_name,
        from_case_number_key as case_number_key,
        from_case_numbers as case_numbers
    from edges
    union
    select
        person_id,
        to_case as court_case,
        to_county_name as county_name,
        to_case_number_key as case_number_key,
        to_case_numbers as case_numbers
    from edges

),

charges as (

    select
        charges.charge_id,
        charges.charge_number,
        charges.person_id,
        charges.person_bucket,
        charges.county_name,
        charges.code_book,
        charges.section,
        charges.subdivision_path,
        charges.is_conviction,
        charges.case_number_key,
        unnest(string_split(charges.case_number_key, '+')) as case_number
    from {{ ref('int_charges') }} as charges
    where
        charges.person_id in (select transfers.person_id from transfers)

),

charges_in_cases as (

    select distinct
        charges.charge_id,
        charges.charge_number,
        charges.person_id,
        charges.person_bucket,
        charges.county_name,
        charges.code_book,
        charges.section,
        charges.subdivision_path,
        charges.is_conviction,
        charges.case_number_key,
        cases.court_case
    from charges
    inner join cases
        on charges.person_id = cases.person_id
        and charges.county_name || ' ' || charges.case_number = cases.court_case

),

going_back as (

    select charge_id, person_id, court_case
    from charges_in_cases
    union
    select going_back.charge_id, going_back.person_id, edges.from_case as court_case
    from going_back
    inner join edges
        on going_back.person_id = edges.person_id
        and going_back.court_case = edges.to_case
        and edges.standing = 'stands'

),

of_the_case as (

    select charge_id, person_id, court_case
    from going_back
    union
    select of_the_case.charge_id, of_the_case.person_id, edges.to_case as court_case
    from of_the_case
    inner join edges
        on of_the_case.person_id = edges.person_id
        and of_the_case.court_case = edges.from_case
        and edges.standing = 'stands'

),

transfers_of_charges as (

    select
        of_the_case.charge_id,
        list_sort(list(distinct edges.transfer_id) filter (where edges.standing = 'stands')) as transfer_ids,
        list_sort(list(distinct edges.transfer_id) filter (where edges.standing = 'contradictory'))
            as contradictory_transfer_ids
    from of_the_case
    inner join edges
        on of_the_case.person_id = edges.person_id
        and (
            of_the_case.court_case = edges.from_case
            or (of_the_case.court_case = edges.to_case and edges.standing = 'contradictory')
        )
    group by of_the_case.charge_id

),

numbers as (

    select
        of_the_case.charge_id,
        cases.county_name,
        cases.case_number_key,
        min(cases.case_numbers) as case_numbers,
        any_value(charges.county_name) as own_county_name,
        any_value(charges.case_number_key) as own_case_number_key
    from of_the_case
    inner join cases on of_the_case.person_id = cases.person_id and of_the_case.court_case = cases.court_case
    inner join charges_in_cases as charges on of_the_case.charge_id = charges.charge_id
    group by of_the_case.charge_id, cases.county_name, cases.case_number_key

),

other_courts as (

    select
        charge_id,
        county_name,
        coalesce(array_to_string(list_sort(list(case_numbers) filter (where case_numbers is not null)), '; '), '')
            as case_numbers
    from numbers
    where
        county_name <> own_county_name
        or not coalesce(
            list_has_any(string_split(case_number_key, '+'), string_split(own_case_number_key, '+')), true
        )
    group by charge_id, county_name

),

courts as (

    select
        charge_id,
        list(county_name order by county_name) as other_court_county_names,
        list(case_numbers order by county_name) as other_court_case_numbers
    from other_courts
    group by charge_id

),

-- Where a case may have been too: what contradicts itself connects two tellings of a conviction no less.
perhaps_of_the_case as (

    select charge_id, person_id, court_case
    from of_the_case
    union
    select
        of_the_case.charge_id,
        of_the_case.person_id,
        case when of_the_case.court_case = edges.from_case then edges.to_case else edges.from_case end as court_case
    from of_the_case
    inner join edges
        on of_the_case.person_id = edges.person_id
        and of_the_case.court_case in (edges.from_case, edges.to_case)
        and edges.standing = 'contradictory'

),

told_together as (

    select distinct
        charges.charge_id,
        others.charge_id as other_charge_id
    from charges_in_cases as charges
    inner join perhaps_of_the_case as perhaps on charges.charge_id = perhaps.charge_id
    inner join charges_in_cases as others
        on perhaps.person_id = others.person_id and perhaps.court_case = others.court_case
    where
        charges.county_name <> others.county_name
        and charges.is_conviction = others.is_conviction
        and charges.section = others.section
        and coalesce(charges.code_book = others.code_book, true)
        and (
            charges.subdivision_path = others.subdivision_path
            or charges.subdivision_path = ''
            or others.subdivision_path = ''
        )

),

-- (What one of the two courts' cases leads to, by a transfer that is in doubt, the other's may not lead back to.)
either_way as (

    select
        charge_id,
        other_charge_id
    from told_together
    union
    select
        other_charge_id as charge_id,
        charge_id as other_charge_id
    from told_together

),

told_twice as (

    select
        either_way.charge_id,
        list_sort(list(distinct others.county_name)) as told_also_by_county_names,
        list_sort(list(distinct others.charge_id)) as told_also_by_charge_ids
    from either_way
    inner join charges_in_cases as others on either_way.other_charge_id = others.charge_id
    group by either_way.charge_id

),

charges_once as (

    select distinct charge_id, charge_number, person_id, person_bucket
    from charges_in_cases

)

select
    charges.charge_id,
    charges.charge_number,
    charges.person_id,
    charges.person_bucket,
    coalesce(courts.other_court_county_names, []) as other_court_county_names,
    coalesce(courts.other_court_case_numbers, []) as other_court_case_numbers,
    coalesce(transfers.transfer_ids, []) as transfer_ids,
    coalesce(transfers.contradictory_transfer_ids, []) as contradictory_transfer_ids,
    coalesce(told_twice.told_also_by_county_names, []) as told_also_by_county_names,
    coalesce(told_twice.told_also_by_charge_ids, []) as told_also_by_charge_ids
from charges_once as charges
left join courts on charges.charge_id = courts.charge_id
left join transfers_of_charges as transfers on charges.charge_id = transfers.charge_id
left join told_twice on charges.charge_id = told_twice.charge_id
