{{ config(tags=['summed']) }}
-- Counted in the shards: each person is in one, so what metrics_outcomes adds up are different people.
{% set best_first = ['eligible', 'not_yet', 'review', 'undeterminable', 'ineligible', 'already_relieved'] %}
{% set traits = ['race', 'sex', 'age', 'status'] %}
with findings as (

    select
        charge_id as unit_id,
        'convictions' as unit,
        remedy_id,
        {{ counted_outcome() }} as outcome,
        decided_by,
        is_held_up_by_missing_file
    from {{ rule('findings') }}
    union all by name
    select
        arrest_id as unit_id,
        'arrests' as unit,
        remedy_id,
        {{ counted_outcome() }} as outcome
    from {{ rule('arrest_findings') }}

),

placed as (

    select
        findings.*,
        groups.person_id,
        groups.place,
        groups.race_group as race,
        groups.sex_group as sex,
        groups.age_band as age,
        groups.vital_status as status
    from findings
    inner join {{ ref('relief_groups') }} as groups on findings.unit_id = groups.unit_id

),

people_by_place as (

    select
        person_id,
        remedy_id as law,
        place,
        {% for trait in traits %}
            any_value({{ trait }}) as {{ trait }},
        {% endfor %}
        {% for outcome in best_first %}
            count(*) filter (where outcome = '{{ outcome }}') as {{ outcome }}{% if not loop.last %},{% endif %}
        {% endfor %}
    from placed
    group by person_id, remedy_id, place

),

people as (

    select * exclude (person_id) from people_by_place
    union all by name
    select
        law,
        'STATEWIDE' as place,
        {% for trait in traits %}
            any_value({{ trait }}) as {{ trait }},
        {% endfor %}
        {% for outcome in best_first %}
            sum({{ outcome }}) as {{ outcome }}{% if not loop.last %},{% endif %}
        {% endfor %}
    from people_by_place
    group by person_id, law

),

cells as (

    select
        law,
        place,
        {{ traits | join(', ') }},
        {% for outcome in best_first %}
            sum({{ outcome }}) as {{ outcome }},
            count(*) filter (where {{ outcome }} > 0) as {{ outcome }}_people,
            count(*) filter (
                where {{ outcome }} > 0
                {% for better in best_first[:loop.index0] %}
                    and {{ better }} = 0
                {% endfor %}
            ) as {{ outcome }}_best_people{% if not loop.last %},{% endif %}
        {% endfor %}
    from people
    group by law, place, {{ traits | join(', ') }}

),

hints as (

    {% for rows in ['petition_hints', 'arrest_petition_hints'] %}
        select
            hint_id,
            person_id,
            is_within_reach
        from {{ rule(rows) }}
        where is_within_reach in ('yes', 'unknown')
        {% if not loop.last %}union all{% endif %}
    {% endfor %}

),

counted as (

    {% for outcome in best_first %}
        select
            'outcome' as metric,
            law,
            '{{ outcome }}' as variant,
            place,
            {{ traits | join(', ') }},
            {{ outcome }} as count,
            {{ outcome }}_people as people,
            {{ outcome }}_best_people as best_people
        from cells
        where {{ outcome }} > 0
        union all by name
    {% endfor %}
    select
        'decided_by' as metric,
        remedy_id as law,
        decided_by as variant,
        status,
        count(*) as count,
        count(distinct person_id) as people
    from placed
    where decided_by is not null
    group by remedy_id, decided_by, status
    union all by name
    select
        'held_up_by_missing_file' as metric,
        unit,
        remedy_id as law,
        status,
        count(*) as count,
        count(distinct person_id) as people
    from placed
    where is_held_up_by_missing_file
    group by unit, remedy_id, status
    union all by name
    select
        'petition_hint' as metric,
        hints.hint_id as law,
        hints.is_within_reach as variant,
        case when people.is_deceased then 'deceased' else 'living' end as status,
        count(*) as count,
        count(distinct hints.person_id) as people
    from hints
    inner join {{ ref('int_people') }} as people on hints.person_id = people.person_id
    group by hints.hint_id, hints.is_within_reach, people.is_deceased

)

select
    metric,
    unit,
    law,
    variant,
    coalesce(place, 'STATEWIDE') as place,
    {% for trait in traits %}
        {{ trait }},
    {% endfor %}
    cast(count as bigint) as count,
    people,
    best_people
from counted
