-- No statute: charges and arrests with numbers to join by, with what makes each distinct kind of them: two units of one
-- kind_key are the same to every condition that reads no day and no fact.
with numbered as (
    select
        {{ short_content_number('units.unit_id') }} as unit_number,
        {{ short_content_number('units.person_id') }} as person_number,
        {{ short_content_number("units.person_id || '|' || units.case_id") }} as case_number,
        {{ short_content_number('units.arrest_id') }} as arrest_number,
        {{ short_content_number("units.person_id || '|' || units.case_id || '|' || units.tracking") }}
            as tracking_number,
        units.* replace (nullif(units.level, 'unknown') as level)
    from {{ rule('units') }} as units
),

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

offense_days as (
    select
        days.unit_number,
        {% for event in ['offense', 'arrest', 'disposition'] %}
            max(days.day_earliest) filter (where days.event = '{{ event }}') as {{ event }}_earliest,
            max(days.day_latest) filter (where days.event = '{{ event }}') as {{ event }}_latest,
        {% endfor %}
        any_value(days.source) filter (where days.event = 'disposition') as disposition_source
    from {{ ref('engine_days') }} as days
    where days.event in ('offense', 'arrest', 'disposition')
    group by days.unit_number
),

-- The longest term of a grade, by law, where the charge names none.
graded as (
    select
        numbered.unit_number,
        max(grades.max_days) as max_days
    from numbered
    inner join {{ law('grades') }} as grades using (level, grade)
    left join offense_days using (unit_number)
    where numbered.max_days is null
        and coalesce(offense_days.offense_earliest >= grades.offense_from, grades.offense_from is null)
        and coalesce(offense_days.offense_latest < grades.offense_to, grades.offense_to is null)
    group by numbered.unit_number
)

select
    numbered.* exclude (arrest_id, tracking, charge_prefix, kind_number) replace (
        coalesce(numbered.max_days, graded.max_days) as max_days,
        -- (A charge without a section may be any.)
        coalesce(numbered.is_text_in_doubt, false) or (numbered.unit = 'charge' and numbered.section is null)
            as is_text_in_doubt
    ),
    case
        when coalesce(of_lists.lists_key, graded.max_days) is null then numbered.kind_number
        else {{ short_content_number("concat_ws('|', numbered.kind_number, of_lists.lists_key, graded.max_days)") }}
    end as kind_key,
    offense_days.* exclude (unit_number)
from numbered
left join lists_of_units as of_lists using (unit_number)
left join graded using (unit_number)
left join offense_days using (unit_number)
