{{ config(tags=['scenario']) }}
{% set among = {
    'some_relief': 'in_scope', 'dismiss_and_seal': 'in_scope', 'dismiss': 'in_scope',
    'redesignate_infraction': 'in_scope', 'redesignate_misdemeanor': 'in_scope', 'no_felony': 'with_felony',
    'no_conviction': 'with_conviction', 'no_recent_conviction': 'with_recent_conviction'
} %}
{% set groups = {'race': 'race_group', 'sex': 'sex_group', 'age': 'age_band', 'status': 'vital_status'} %}
{% set answers = (among.keys() | list) + (among.values() | unique | list) %}
with rows as (

    select
        'people' as unit,
        * exclude (person_bucket)
    from {{ ref('impact_people') }}
    union all by name
    select
        'convictions' as unit,
        unnest([convictions.place, 'STATEWIDE']) as place,
        convictions.* exclude (
            place, charge_id, person_bucket, outcome, relief, keeps_felony, keeps_conviction,
            keeps_recent_conviction
        ),
        groups.* exclude (person_id, person_bucket)
    from {{ ref('impact_convictions') }} as convictions
    inner join {{ ref('impact_groups') }} as groups on convictions.person_id = groups.person_id

),

-- (Of convictions: people who have such a conviction in the place.)
people as (

    select
        unit,
        scenario,
        place,
        {% for group in groups.values() %}
            any_value({{ group }}) as {{ group }},
        {% endfor %}
        {% for answer in answers %}
            bool_or({{ answer }} = 'yes') as {{ answer }},
            bool_or({{ answer }} = 'unknown') as {{ answer }}_perhaps{% if not loop.last %},{% endif %}
        {% endfor %}
    from rows
    group by unit, scenario, place, person_id

),

cells as (

    select
        unit,
        scenario,
        place,
        {% for name, group in groups.items() %}
            {{ group }} as {{ name }},
        {% endfor %}
        {% for answer in answers %}
            count(*) filter (where {{ answer }} = 'yes') as {{ answer }},
            0 as {{ answer }}_people,
            count(*) filter (where {{ answer }} = 'unknown') as {{ answer }}_perhaps,
            0 as {{ answer }}_perhaps_people{% if not loop.last %},{% endif %}
        {% endfor %}
    from rows
    group by all
    union all
    select
        unit,
        scenario,
        place,
        {% for name, group in groups.items() %}
            {{ group }} as {{ name }},
        {% endfor %}
        {% for answer in answers %}
            0 as {{ answer }},
            count(*) filter (where {{ answer }}) as {{ answer }}_people,
            0 as {{ answer }}_perhaps,
            count(*) filter (where {{ answer }}_perhaps)
                as {{ answer }}_perhaps_people{% if not loop.last %},{% endif %}
        {% endfor %}
    from people
    group by all

),

grouped as (

    select
        cells.unit,
        cells.scenario as law,
        cells.place,
        cells.status,
        groups.group_by,
        case groups.group_by
            when 'race' then cells.race when 'sex' then cells.sex when 'age' then cells.age else 'all'
        end as group_code,
        {% for answer in answers %}
            {{ sum_flags([answer, answer ~ '_perhaps']) }}{% if not loop.last %},{% endif %}
        {% endfor %}
    from cells
    cross join (values ('all'), ('race'), ('sex'), ('age')) as groups (group_by)
    group by all

),

{%- set measures = [] %}
{%- for answer in answers %}
    {%- do measures.append((answer, answer, among.get(answer), answer ~ '_perhaps')) %}
{%- endfor %}

counted as (

    select
        unit,
        law,
        place,
        status,
        group_by,
        group_code,
        {{ measured(measures) }}
    from grouped

),

named as (

    select
        * replace ('policy_' || metric as metric),
        {{ metric_id(["'figures'", 'law', 'place', 'group_by', 'group_code', 'status', 'metric', 'unit']) }}
            as figure_id
    from counted

)

{{ as_metrics('named', 'null') }}
