-- Counted by person in the shards: metrics_outcomes adds these up, and has no need to tell people apart.
{% set best_first = "enum('eligible', 'not_yet', 'review', 'undeterminable', 'ineligible', 'already_relieved')" %}
{% set traits = ['race', 'sex', 'age', 'status'] %}
with findings as (

    select
        charge_id as unit_id,
        'convictions' as unit,
        remedy_id,
        outcome,
        decided_by,
        is_held_up_by_missing_file
    from {{ rule('findings') }}
    union all by name
    select
        arrest_id as unit_id,
        'arrests' as unit,
        remedy_id,
        outcome
    from {{ rule('arrest_findings') }}

),

placed as (

    select
        findings.*,
        groups.person_id,
        groups.race_group as race,
        groups.sex_group as sex,
        groups.age_band as age,
        groups.vital_status as status,
        unnest([groups.place, 'STATEWIDE']) as place
    from findings
    inner join {{ ref('relief_groups') }} as groups on findings.unit_id = groups.unit_id

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

    select
        'outcome' as metric,
        remedy_id as law,
        outcome as variant,
        place,
        person_id,
        {{ traits | join(', ') }},
        count(*) as count
    from placed
    group by remedy_id, outcome, place, person_id, {{ traits | join(', ') }}
    union all by name
    select
        'decided_by' as metric,
        remedy_id as law,
        decided_by as variant,
        place,
        person_id,
        {{ traits | join(', ') }},
        count(*) as count
    from placed
    where place = 'STATEWIDE' and decided_by is not null
    group by remedy_id, decided_by, place, person_id, {{ traits | join(', ') }}
    union all by name
    select
        'held_up_by_missing_file' as metric,
        unit,
        remedy_id as law,
        place,
        person_id,
        {{ traits | join(', ') }},
        count(*) as count
    from placed
    where place = 'STATEWIDE' and is_held_up_by_missing_file
    group by unit, remedy_id, place, person_id, {{ traits | join(', ') }}
    union all by name
    select
        'petition_hint' as metric,
        hints.hint_id as law,
        hints.is_within_reach as variant,
        'STATEWIDE' as place,
        hints.person_id,
        case when people.is_deceased then 'deceased' else 'living' end as status,
        count(*) as count
    from hints
    inner join {{ ref('int_people') }} as people on hints.person_id = people.person_id
    group by hints.hint_id, hints.is_within_reach, hints.person_id, people.is_deceased

)

select
    person_id,
    metric,
    unit,
    law,
    variant,
    place,
    {% for trait in traits %}
        {{ trait }},
    {% endfor %}
    count,
    metric = 'outcome'
    and row_number() over (
        partition by metric, law, place, person_id, {{ traits | join(', ') }}
        order by cast(case metric when 'outcome' then variant end as {{ best_first }})
    ) = 1 as is_best
from counted
