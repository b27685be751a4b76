{{ config(tags=['central', 'scenario']) }}
-- (Grouping sets of DuckDB are not read by sqlfluff.) -- noqa: disable=PRS,ST03
with cells as (

    select
        'determinations' as unit,
        law,
        place,
        race,
        sex,
        age,
        status,
        coalesce(variant, 'all') as variant,
        sum(count) as count,
        case when grouping(variant) = 0 then count(*) else count(*) filter (where is_best) end as people
    from {{ ref('outcomes_of_people') }}
    where metric = 'outcome'
    group by {{ grouped_by_sets(['law', 'place', 'race', 'sex', 'age', 'status'], [['variant'], []]) }}
    union all
    select
        'people' as unit,
        law,
        place,
        race,
        sex,
        age,
        status,
        coalesce(variant, 'all') as variant,
        count(*) as count,
        count(*) as people
    from {{ ref('outcomes_of_people') }}
    where metric = 'outcome' and is_best
    group by {{ grouped_by_sets(['law', 'place', 'race', 'sex', 'age', 'status'], [['variant'], []]) }}

),

grouped as (

    select
        cells.unit,
        cells.law,
        cells.place,
        cells.status,
        cells.variant,
        groups.group_by,
        case groups.group_by
            when 'race' then cells.race when 'sex' then cells.sex when 'age' then cells.age else 'all'
        end as group_code,
        sum(cells.count) as count,
        sum(cells.people) as people
    from cells
    cross join (values ('all'), ('race'), ('sex'), ('age')) as groups (group_by)
    group by all

),

outcomes as (

    select
        'outcome' as metric,
        parts.*,
        'determined' as denominator_name,
        whole.count as denominator,
        whole.people as denominator_people,
        {{ metric_id(["'outcomes'", 'parts.law', 'parts.place', 'parts.group_by', 'parts.group_code', 'parts.status',
            'parts.variant', 'parts.unit']) }} as figure_id
    from grouped as parts
    inner join grouped as whole
        on
        whole.variant = 'all'
        {% for name in ['unit', 'law', 'place', 'status', 'group_by', 'group_code'] %}
            and parts.{{ name }} = whole.{{ name }}
        {% endfor %}

),

of_the_state as (

    select
        *,
        sum(count) over (partition by law, unit, status) as denominator
    from (
        select
            metric,
            'determinations' as unit,
            law,
            variant,
            status,
            'determined' as denominator_name,
            sum(count) as count,
            count(*) as people
        from {{ ref('outcomes_of_people') }}
        where metric = 'decided_by'
        group by all
    ) as decided
    union all by name
    select
        metric,
        unit,
        law,
        status,
        sum(count) as count,
        count(*) as people
    from {{ ref('outcomes_of_people') }}
    where metric = 'held_up_by_missing_file'
    group by all

),

within_reach as (

    select
        'petition_hint' as metric,
        case petitions.unit when 'arrest' then 'arrests' else 'convictions' end as unit,
        petitions.remedy_id as law,
        statuses.status,
        {% for reach, count, people in [('yes', 'count', 'people'), ('unknown', 'not_known', 'not_known_people')] %}
            coalesce(sum(hints.count) filter (where hints.variant = '{{ reach }}'), 0) as {{ count }},
            count(*) filter (where hints.variant = '{{ reach }}') as {{ people }}{% if not loop.last %},{% endif %}
        {% endfor %}
    from {{ law('petitions') }} as petitions
    cross join (values ('living'), ('deceased')) as statuses (status)
    left join {{ ref('outcomes_of_people') }} as hints
        on petitions.remedy_id = hints.law and statuses.status = hints.status and hints.metric = 'petition_hint'
    group by all

),

every_row as (

    select * from outcomes
    union all by name
    select
        *,
        'STATEWIDE' as place,
        'all' as group_by,
        'all' as group_code
    from (
        select * from of_the_state
        union all by name
        select * from within_reach
    ) as statewide

)

{{ as_metrics('every_row', 'null') }}
