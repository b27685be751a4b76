{{ config(tags=['central', 'metrics', 'scenario']) }}
select
    {{ figure_id_of_part() }} as figure_id,
    * exclude (part)
from (
    {% for part in [
        'determinations', 'records', 'outcomes', 'policies', 'disparity', 'gap', 'calendar', 'funnel', 'reports'
    ] %}
        select
            '{{ part }}' as part,
            * replace (coalesce(variant, '') as variant)
        from {{ ref('metrics_' ~ part) }}
        {% if not loop.last %}union all by name{% endif %}
    {% endfor %}
) as every_row
