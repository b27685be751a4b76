-- Penal Code 1192.7(c)(8), (23), (28), (40): enhancements that make a felony serious, told as a count of its case or in
-- its comment. One row per conviction, and whether it surely is. Of several felonies of a case nobody knows which
-- one is meant. The parsed parts of the section are compared, never the text.
with lists as (

    select
        *,
        coalesce(subdivision, '') as listed_subdivision,
        {{ list_line_key() }} as law_row_key
    from {{ law('offense_lists') }}
    where offense_list = 'serious_enhancement'

),

charges as (

    select
        charges.charge_id,
        charges.charge_number,
        charges.person_id,
        charges.person_bucket,
        charges.county_name,
        string_split(charges.case_number_key, '+') as case_numbers,
        charges.code_book,
        charges.section,
        coalesce(charges.subdivision_path, '') as subdivision_path,
        charges.comment_code_book,
        charges.comment_section,
        coalesce(charges.comment_subdivision_path, '') as comment_subdivision_path,
        charges.charge_stage,
        charges.disposition_type,
        charges.is_conviction,
        charges.level in ('felony', 'unknown') as is_perhaps_a_felony
    from {{ ref('int_charges') }} as charges
    where charges.record_status <> 'superseded'
        and not charges.is_juvenile

),

-- Of several rows of the list the more exact one speaks; among equals the one that says no member.
told as (

    select
        charges.charge_id,
        charges.charge_number,
        charges.person_id,
        charges.county_name,
        charges.case_numbers,
        charges.charge_stage,
        charges.disposition_type,
        charges.is_conviction,
        lists.membership,
        lists.law_row_key,
        is_in_comment
    from (
        select *, false as is_in_comment from charges
        union all
        select
            * replace (
                comment_code_book as code_book,
                comment_section as section,
                comment_subdivision_path as subdivision_path
            ),
            true as is_in_comment
        from charges
        where is_conviction and comment_section is not null
    ) as charges
    inner join lists
        on charges.code_book = lists.code_book
        and charges.section = lists.section
        and case lists.match_mode
            when 'section' then true
            when 'subdivision' then starts_with(charges.subdivision_path, lists.listed_subdivision)
            else charges.subdivision_path = lists.listed_subdivision
        end
    qualify
        row_number() over (
            partition by charges.charge_number, is_in_comment
            order by length(lists.listed_subdivision) desc, lists.membership = 'not_member' desc, lists.law_row_key
        ) = 1

),

enhancements as (

    select * from told
    where membership <> 'not_member'

),

-- Told as a count: one that the court dismissed, or that never came before it, makes nothing serious.
counts as (

    select * from enhancements
    where not is_in_comment
        and charge_stage = 'court'
        and disposition_type in ('convicted', 'blank', 'unrecognised')

),

cycles as (

    select
        delivered.charge_number,
        delivered.delivery_id,
        delivered.history_number,
        delivered.cycle_key
    from {{ ref('int_delivered_charges') }} as delivered

),

felonies as (

    select charges.*
    from charges
    anti join counts on charges.charge_number = counts.charge_number
    where charges.is_conviction and charges.is_perhaps_a_felony

),

in_its_case as (

    select
        counts.charge_number as enhancement_number,
        felonies.charge_number
    from counts
    inner join felonies
        on counts.person_id = felonies.person_id
        and counts.county_name = felonies.county_name
        and list_has_any(counts.case_numbers, felonies.case_numbers)
    union
    select
        counts.charge_number as enhancement_number,
        felonies.charge_number
    from counts
    inner join cycles as told_in on counts.charge_number = told_in.charge_number
    inner join cycles
        on told_in.history_number = cycles.history_number
        and told_in.delivery_id = cycles.delivery_id
        and told_in.cycle_key = cycles.cycle_key
    inner join felonies on cycles.charge_number = felonies.charge_number
    where counts.case_numbers is null or felonies.case_numbers is null

),

meant as (

    select
        *,
        count(*) over (partition by enhancement_number) = 1 as is_the_only_one
    from in_its_case

),

said as (

    select
        meant.charge_number,
        counts.membership = 'member' and counts.disposition_type = 'convicted' and meant.is_the_only_one as is_sure,
        counts.law_row_key
    from meant
    inner join counts on meant.enhancement_number = counts.charge_number
    union all
    -- (A count that is an enhancement is part of what it enhances.)
    select
        charge_number,
        membership = 'member' as is_sure,
        law_row_key
    from enhancements
    where is_conviction

)

select
    charges.charge_id,
    charges.person_id,
    charges.person_bucket,
    case when bool_or(said.is_sure) then 'yes' else 'unknown' end as is_made_serious,
    arg_max(said.law_row_key, (said.is_sure, said.law_row_key)) as law_row_key
from said
inner join charges on said.charge_number = charges.charge_number
group by charges.charge_id, charges.person_id, charges.person_bucket
