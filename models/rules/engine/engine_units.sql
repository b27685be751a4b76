-- No statute: charges and arrests with numbers to join by, with what makes each distinct kind of them: two units of one
-- kind_key are the same to every condition that reads no day and no fact.
with {{ engine_numbered_units() }},

unit_days as (select * from {{ ref('engine_days') }} as rows),

-- Lines that turn on days or facts make units differ that are the same by their sections.
lists_of_units as (
    select
        lists.unit_number,
        {{ short_content_number(
            "string_agg(lists.offense_list || lists.answer || lists.answer_as_felony, '|' order by lists.offense_list)"
        ) }} as lists_key
    from {{ ref('engine_unit_lists') }} as lists
    where lists.is_of_unit
    group by lists.unit_number
),

known_days as ({{ engine_known_days() }}
),

-- The longest term of a grade, by law, where the charge names none.
graded as (
    select
        units.unit_number,
        max(grades.max_days) as max_days
    from units
    inner join {{ law('grades') }} as grades using (level, grade)
    left join known_days using (unit_number)
    where units.max_days is null
        and coalesce(known_days.offense_earliest >= grades.offense_from, grades.offense_from is null)
        and coalesce(known_days.offense_latest < grades.offense_to, grades.offense_to is null)
    group by units.unit_number
)

select
    units.* exclude (arrest_id, tracking, kind_number, level_established) replace (
        coalesce(units.max_days, graded.max_days) as max_days,
        -- (A charge without a section may be any.)
        coalesce(units.is_text_in_doubt, false) or (units.unit = 'charge' and units.section is null)
            as is_text_in_doubt
    ),
    case
        when lists_of_units.lists_key is null and graded.max_days is null and units.level_established is null
            then units.kind_number
        else {{ short_content_number(
            "concat_ws('|', units.kind_number, lists_of_units.lists_key, graded.max_days, units.level_established)"
        ) }}
    end as kind_key,
    known_days.* exclude (unit_number)
from units
left join lists_of_units using (unit_number)
left join graded using (unit_number)
left join known_days using (unit_number)
