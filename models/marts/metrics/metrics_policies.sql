{{ config(tags=['central', 'scenario']) }}
with grouped as (

    select
        cells.unit,
        cells.scenario as law,
        cells.place,
        cells.status,
        'policy_' || cells.metric as metric,
        cells.denominator_name,
        groups.group_by,
        case groups.group_by
            when 'race' then cells.race when 'sex' then cells.sex when 'age' then cells.age else 'all'
        end as group_code,
        {% for number in ['count', 'people', 'denominator', 'denominator_people', 'not_known', 'not_known_people'] %}
            sum(cells.{{ number }}) as {{ number }}{% if not loop.last %},{% endif %}
        {% endfor %}
    from {{ ref('policy_counts') }} as cells
    cross join (values ('all'), ('race'), ('sex'), ('age')) as groups (group_by)
    group by all

)

{{ as_metrics('grouped', 'null') }}
