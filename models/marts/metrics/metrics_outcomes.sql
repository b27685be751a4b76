{{ config(tags=['central', 'scenario']) }}
{% set keys = ['unit', 'law', 'place', 'status', 'group_by', 'group_code'] %}
with grouped as (

    select
        cells.law,
        cells.place,
        cells.status,
        cells.variant,
        groups.group_by,
        case groups.group_by
            when 'race' then cells.race when 'sex' then cells.sex when 'age' then cells.age else 'all'
        end as group_code,
        sum(cells.count) as count,
        sum(cells.people) as people,
        sum(cells.best_people) as best_people
    from {{ ref('outcome_counts') }} as cells
    cross join (values ('all'), ('race'), ('sex'), ('age')) as groups (group_by)
    where cells.metric = 'outcome'
    group by all

),

parts as (

    select
        'determinations' as unit,
        *
    from grouped
    union all
    select
        'people' as unit,
        * replace (best_people as count, best_people as people)
    from grouped
    where best_people > 0

),

whole as (

    select
        {{ keys | join(', ') }},
        'all' as variant,
        sum(count) as count,
        sum(best_people) as people
    from parts
    group by {{ keys | join(', ') }}

),

every_variant as (

    select * exclude (best_people) from parts
    union all by name
    select * from whole

),

outcomes as (

    select
        'outcome' as metric,
        parts.*,
        'determined' as denominator_name,
        whole.count as denominator,
        whole.people as denominator_people
    from every_variant as parts
    inner join whole
        on
        true
        {% for name in keys %}
            and parts.{{ name }} = whole.{{ name }}
        {% endfor %}

),

of_the_state as (

    select
        metric,
        coalesce(unit, 'determinations') as unit,
        law,
        variant,
        status,
        sum(count) as count,
        sum(people) as people,
        case metric when 'decided_by' then 'determined' end as denominator_name,
        case metric when 'decided_by' then sum(sum(count)) over (partition by metric, law, status) end as denominator
    from {{ ref('outcome_counts') }}
    where metric in ('decided_by', 'held_up_by_missing_file')
    group by metric, unit, law, variant, status

),

within_reach as (

    select
        'petition_hint' as metric,
        case petitions.unit when 'arrest' then 'arrests' else 'convictions' end as unit,
        petitions.remedy_id as law,
        statuses.status,
        {% for reach, counts in {'yes': ['count', 'people'], 'unknown': ['not_known', 'not_known_people']}.items() %}
            coalesce(sum(hints.count) filter (where hints.variant = '{{ reach }}'), 0) as {{ counts[0] }},
            coalesce(sum(hints.people) filter (where hints.variant = '{{ reach }}'), 0)
                as {{ counts[1] }}{% if not loop.last %},{% endif %}
        {% endfor %}
    from {{ law('petitions') }} as petitions
    cross join (values ('living'), ('deceased')) as statuses (status)
    left join {{ ref('outcome_counts') }} as hints
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
