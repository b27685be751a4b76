-- Penal Code 1192.7(c)(7), (8), (23), (28), (40): what makes a felony serious beside its section: enhancements, told as
-- a count of its case or in its comment, and words. One row per conviction, and whether it surely is. Of several
-- felonies of a case nobody knows which one is meant. Sections are compared by their parsed parts. Words (great bodily
-- injury, a firearm, a deadly weapon, a term for life) make none surely serious: they do not say what was found.
with lists as (

    select
        *,
        coalesce(subdivision, '') as listed_subdivision,
        {{ list_line_key() }} as law_row_key
    from {{ law('offense_lists') }}
    where offense_list in ('serious_enhancement', 'weapon_possession')

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
        coalesce({{ ca_names_great_bodily_injury('charges.charge_text') }}, false)
        or coalesce(charges.comment_names_great_bodily_injury, false) as names_great_bodily_injury,
        coalesce({{ ca_names_weapon('charges.charge_text') }}, false) as names_weapon,
        coalesce(charges.comment_names_weapon, false) as comment_names_weapon,
        charges.charge_stage,
        charges.disposition_type,
        charges.is_conviction,
        charges.level in ('felony', 'unknown') as is_perhaps_a_felony
    from {{ ref('int_charges') }} as charges
    where charges.record_status <> 'superseded'
        and not charges.is_juvenile

),

-- The charge, and the comment of a conviction.
texts as (

    select
        *,
        false as is_in_comment
    from charges
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

),

-- Of several rows of a list the more exact one speaks; among equals the one that says no member.
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
        lists.offense_list,
        lists.membership,
        lists.law_row_key,
        is_in_comment
    from texts as charges
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
            partition by charges.charge_number, is_in_comment, lists.offense_list
            order by length(lists.listed_subdivision) desc, lists.membership = 'not_member' desc, lists.law_row_key
        ) = 1

),

enhancements as (

    select * from told
    where offense_list = 'serious_enhancement' and membership <> 'not_member'

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

-- Where to have, to carry or to trade in a weapon, or to be armed, is the offense, the words say no more than it does.
possessions as (

    select
        charge_number,
        bool_or(not is_in_comment) as is_the_offense
    from told
    where offense_list = 'weapon_possession' and membership = 'member'
    group by charge_number

),

words as (

    select charges.charge_number
    from charges
    left join possessions on charges.charge_number = possessions.charge_number
    where charges.is_conviction
        and charges.is_perhaps_a_felony
        and (
            charges.names_great_bodily_injury
            or (charges.names_weapon and not coalesce(possessions.is_the_offense, false))
            or (charges.comment_names_weapon and possessions.charge_number is null)
        )
    union
    select charges.charge_number
    from charges
    inner join {{ ref('rule_ca__life_terms') }} as life_terms on charges.charge_id = life_terms.charge_id
    where life_terms.is_for_life = 'yes' and charges.is_perhaps_a_felony

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
    union all
    select
        charge_number,
        false as is_sure,
        cast(null as varchar) as law_row_key
    from words

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
