{{ config(tags=['central', 'scenario']) }}
{% set among = {
    'some_relief': 'in_scope', 'no_felony': 'with_felony', 'no_conviction': 'with_conviction',
    'no_recent_conviction': 'with_recent_conviction'
} %}
{% set answers = (among.keys() | list) + (among.values() | unique | list) %}
with grouped as (

    select
        cells.unit,
        cells.scenario as law,
        cells.place,
        cells.status,
        cells.relief,
        groups.group_by,
        case groups.group_by
            when 'race' then cells.race when 'sex' then cells.sex when 'age' then cells.age else 'all'
        end as group_code,
        {% for answer in answers %}
            {{ sum_flags([answer, answer ~ '_perhaps']) }},
        {% endfor %}
        {{ sum_flags(['undecided']) }}
    from {{ ref('policy_counts') }} as cells
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
    where relief is null
    union all by name
    select
        grouped.unit,
        grouped.law,
        grouped.place,
        grouped.status,
        grouped.group_by,
        grouped.group_code,
        reliefs.relief as metric,
        coalesce(given.some_relief, 0) as count,
        coalesce(given.some_relief_people, 0) as people,
        'in_scope' as denominator_name,
        grouped.in_scope as denominator,
        grouped.in_scope_people as denominator_people,
        grouped.undecided - coalesce(given.undecided, 0) as not_known,
        grouped.undecided_people - coalesce(given.undecided, 0) as not_known_people
    from grouped
    cross join {{ law('reliefs') }} as reliefs
    inner join {{ ref('relief_ways') }} as ways on reliefs.relief_by = ways.relief_by and ways.picks_best
    left join grouped as given
        on
        grouped.unit = given.unit
        and grouped.law = given.law
        and grouped.place = given.place
        and grouped.status = given.status
        and grouped.group_by = given.group_by
        and grouped.group_code = given.group_code
        and reliefs.relief = given.relief
    where grouped.relief is null

)

{{ as_metrics("(select * replace ('policy_' || metric as metric) from counted)", 'null') }}
