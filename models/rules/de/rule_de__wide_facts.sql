-- Compiled from the packs of de by lookback law compile de, hash 00c319d3c192d633.
{{ config(tags=['on_demand', 'compiled_law']) }}
-- The facts of each unit in one row, made of the facts that are one row each. It decides nothing.
with
-- The days of each unit.
days as (
    select
        {% for event in ['arrest', 'disposition', 'offense', 'release_or_sentence'] -%}
            count(*) filter (where days.event = '{{ event }}') > 0 as has_{{ event }},
            max(days.day_earliest) filter (where days.event = '{{ event }}')
                as {{ event }}_first,
            max(days.day_latest) filter (where days.event = '{{ event }}')
                as {{ event }}_last,
            min(days.valid_until) filter (where days.event = '{{ event }}')
                as {{ event }}_day_until,
            max(days.source) filter (where days.event = '{{ event }}')
                as {{ event }}_day_source,
        {% endfor -%}
        days.unit_id
    from {{ rule('unit_days') }} as days
    group by days.unit_id
),

-- The offense lists that each charge is on, surely and perhaps.
listed as (
    select
        unit_id,
        list(offense_list) filter (where answer = 'yes') as lists,
        list(offense_list) filter (where answer = 'unknown') as lists_perhaps
    from {{ ref('engine_unit_lists') }}
    group by unit_id
),

-- What is known of each unit; what is not told is NULL.
told_of_unit as (
    select
        {% for fact in [
            'active_warrant', 'activity_within_12_months', 'court_of_this_state',
            'not_relieved_before', 'record_is_clear'
        ] -%}
            max(cast(facts.answer as varchar)) filter (where facts.fact = '{{ fact }}')
                as {{ fact }}_answer,
            bool_or(facts.is_presumed) filter (where facts.fact = '{{ fact }}')
                as {{ fact }}_answer_is_presumed,
            max(facts.over_on) filter (where facts.fact = '{{ fact }}')
                as {{ fact }}_answer_over_on,
            min(facts.valid_until) filter (where facts.fact = '{{ fact }}')
                as {{ fact }}_answer_until,
            max(facts.source) filter (where facts.fact = '{{ fact }}')
                as {{ fact }}_answer_source,
        {% endfor -%}
        map_from_entries(
            list((facts.fact, facts.rests_on)) filter (where len(facts.rests_on) > 0)
        ) as told_facts_rest_on,
        facts.unit_id
    from {{ rule('unit_facts') }} as facts
    group by facts.unit_id
),

-- What is known of each person; what is not told is NULL.
told_of_person as (
    select
        {% for fact in ['actively_supervised'] -%}
            max(cast(facts.answer as varchar)) filter (where facts.fact = '{{ fact }}')
                as {{ fact }}_answer,
            bool_or(facts.is_presumed) filter (where facts.fact = '{{ fact }}')
                as {{ fact }}_answer_is_presumed,
            max(facts.over_on) filter (where facts.fact = '{{ fact }}')
                as {{ fact }}_answer_over_on,
            min(facts.valid_until) filter (where facts.fact = '{{ fact }}')
                as {{ fact }}_answer_until,
            max(facts.source) filter (where facts.fact = '{{ fact }}')
                as {{ fact }}_answer_source,
        {% endfor -%}
        map_from_entries(
            list((facts.fact, facts.rests_on)) filter (where len(facts.rests_on) > 0)
        ) as told_statuses_rest_on,
        facts.person_id
    from {{ rule('person_facts') }} as facts
    group by facts.person_id
),

-- (Of several answers of one subject yes counts.)
answered as (
    select
        subject,
        fact,
        max(value) as value
    from {{ rule('established') }}
    group by subject, fact
),

-- What people established, by what it is about.
established as (
    select
        {% for fact in ['active_warrant', 'activity_within_12_months'] -%}
            bool_or(given.value = 'yes') filter (where given.fact = '{{ fact }}')
                as {{ fact }}_established_yes,
            bool_or(given.value = 'no') filter (where given.fact = '{{ fact }}')
                as {{ fact }}_established_no,
        {% endfor -%}
        given.subject
    from answered as given
    group by given.subject
),

-- The level that people established of a charge whose record has none.
leveled as (
    select
        given.subject as unit_id,
        max(levels.level) as level_established
    from {{ rule('established') }} as given
    inner join {{ law('level_facts') }} as levels using (fact, value)
    group by given.subject
),

units as (
    select
        facts.* replace (
            coalesce(nullif(facts.level, 'unknown'), leveled.level_established) as level
        )
    from {{ rule('units') }} as facts
    left join leveled using (unit_id)
),

-- The longest term of a grade, by law, where the charge names none.
graded as (
    select
        units.unit_id,
        max(grades.max_days) as max_days_of_grade
    from units
    inner join {{ law('grades') }} as grades using (level, grade)
    left join days using (unit_id)
    where units.max_days is null
        and coalesce(days.offense_first >= grades.offense_from, grades.offense_from is null)
        and coalesce(days.offense_last < grades.offense_to, grades.offense_to is null)
    group by units.unit_id
)

select
    units.unit_id,
    units.unit,
    units.person_id,
    units.person_bucket,
    units.arrest_id,
    run.as_of_date,
    units.person_id || '|' || units.case_id as case_key,
    units.person_id || '|' || units.case_id || '|' || units.tracking as tracking_key,
    case units.jurisdiction when 'here' then true when 'elsewhere' then false end as is_here,
    units.is_candidate,
    units.disposition,
    coalesce(units.dispositions_perhaps, []) as dispositions_perhaps,
    units.level,
    units.grade,
    coalesce(units.max_days, graded.max_days_of_grade) as max_days,
    coalesce(
        units.imposed_min_days,
        case when not list_has_any(units.components, ['prison', 'jail']) then 0 end
    ) as imposed_min_days,
    coalesce(
        units.imposed_max_days,
        case when not list_has_any(units.components, ['prison', 'jail']) then 0 end
    ) as imposed_max_days,
    units.components,
    units.code_book,
    units.section,
    units.subdivision_path,
    coalesce(units.is_text_in_doubt, false)
    or (units.unit = 'charge' and units.section is null) as is_text_in_doubt,
    coalesce(listed.lists, []) as lists,
    coalesce(listed.lists_perhaps, []) as lists_perhaps,
    days.disposition_day_source as disposition_source,
    born.birth_date_earliest as born_first,
    born.birth_date_latest as born_last,
    days.* exclude (unit_id) replace (
        coalesce(days.has_arrest, false) as has_arrest,
        coalesce(days.has_disposition, false) as has_disposition,
        coalesce(days.has_offense, false) as has_offense,
        coalesce(days.has_release_or_sentence, false) as has_release_or_sentence
    ),
    {% for said in [
        'active_warrant_established_yes', 'active_warrant_established_no',
        'activity_within_12_months_established_yes',
        'activity_within_12_months_established_no'
    ] -%}
        of_unit.{{ said }} or of_arrest.{{ said }} or of_person.{{ said }} as {{ said }},
    {% endfor -%}
    told_of_person.* exclude (person_id),
    told_of_unit.* exclude (unit_id)
from units
cross join {{ source('intake', 'run_parameters') }} as run
left join days using (unit_id)
left join listed using (unit_id)
left join told_of_unit using (unit_id)
left join graded using (unit_id)
left join told_of_person using (person_id)
left join {{ rule('people') }} as born using (person_id)
left join established as of_unit on units.unit_id = of_unit.subject
left join established as of_arrest on units.arrest_id = of_arrest.subject
left join established as of_person on units.person_id = of_person.subject
