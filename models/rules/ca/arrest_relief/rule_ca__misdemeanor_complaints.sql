-- Penal Code 17(b)(4): arrests for felonies each of which a court has as a misdemeanor, and no felony beside them. One
-- row per arrest, and whether the section of every one of them lets the complaint make it a misdemeanor for all
-- purposes: one that is on no list of ours may do so.
with charges as (

    select
        arrest_charges.arrest_number,
        charges.charge_id,
        charges.person_id,
        charges.person_bucket,
        charges.charge_stage = 'arrest' as is_of_the_arrest,
        charges.level,
        charges.code_book,
        charges.section,
        coalesce(charges.subdivision_path, '') as subdivision_path,
        charges.charge_prefix,
        charges.grade,
        charges.parse_status = 'parsed' and not charges.has_further_section as is_understood
    from {{ ref('int_arrest_charges') }} as arrest_charges
    inner join {{ ref('int_charges') }} as charges on arrest_charges.charge_number = charges.charge_number
    where charges.record_status <> 'superseded'
        and not charges.is_juvenile
        and not (
            charges.charge_stage = 'court' and charges.disposition_type in ('prosecutor_rejected', 'detention_only')
        )

),

filed_as_less as (

    select
        arrest_number,
        coalesce(bool_or(level = 'unknown') filter (where is_of_the_arrest), false) as has_charge_without_level
    from charges
    group by arrest_number
    having bool_or(is_of_the_arrest and level = 'felony')
        and bool_and(level in ('misdemeanor', 'infraction')) filter (where not is_of_the_arrest)

),

-- (A degree that the text names says which subdivision it is.)
felonies as (

    select
        charges.*,
        filed_as_less.has_charge_without_level,
        case
            when wobblers.section is not null and charges.is_understood and charges.charge_prefix is null
                then {{ list_line_key('wobblers.') }}
        end as law_row_key
    from charges
    inner join filed_as_less on charges.arrest_number = filed_as_less.arrest_number
    left join {{ law('offense_grades') }} as grades
        on charges.code_book = grades.code_book
        and charges.section = grades.section
        and charges.grade = grades.grade
        and charges.subdivision_path = ''
    left join {{ law('offense_lists') }} as wobblers
        on wobblers.offense_list = 'wobbler'
        and charges.code_book = wobblers.code_book
        and coalesce(grades.graded_section, charges.section) = wobblers.section
        and (
            wobblers.match_mode = 'section'
            or coalesce(grades.graded_subdivision, charges.subdivision_path) = coalesce(wobblers.subdivision, '')
        )
    where charges.is_of_the_arrest and charges.level = 'felony'

),

filed as (

    select
        felonies.arrest_number,
        any_value(felonies.person_id) as person_id,
        any_value(felonies.person_bucket) as person_bucket,
        max(felonies.law_row_key) as law_row_key,
        bool_or(felonies.has_charge_without_level) as has_charge_without_level,
        bool_or(court_charges.charge_id is not null) as is_filed
    from felonies
    left join charges as court_charges
        on felonies.arrest_number = court_charges.arrest_number
        and not court_charges.is_of_the_arrest
        and felonies.code_book = court_charges.code_book
        and felonies.section = court_charges.section
        and felonies.charge_prefix is not distinct from court_charges.charge_prefix
        and (
            felonies.subdivision_path = court_charges.subdivision_path
            or felonies.subdivision_path = ''
            or court_charges.subdivision_path = ''
        )
    group by felonies.arrest_number, felonies.charge_id

)

select
    arrest_number,
    any_value(person_id) as person_id,
    any_value(person_bucket) as person_bucket,
    bool_and(law_row_key is not null and not has_charge_without_level) as is_misdemeanor,
    list_sort(list_distinct(list(law_row_key))) as law_row_keys
from filed
group by arrest_number
having bool_and(is_filed)
