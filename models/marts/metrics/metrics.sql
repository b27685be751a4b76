{{ config(tags=['central', 'metrics', 'scenario']) }}
{% set parts = [
    'determinations', 'records', 'outcomes', 'policies', 'disparity', 'gap', 'calendar', 'funnel', 'reports'
] %}
select
    coalesce(figure_id, {{ metric_id(['metric', 'unit', 'law', "nullif(variant, '')", 'place',
        "case when group_by <> 'all' then group_by || '=' || group_code end", 'status']) }}) as figure_id,
    metric,
    unit,
    law,
    coalesce(variant, '') as variant,
    place,
    group_by,
    group_code,
    status,
    count,
    people,
    denominator_name,
    denominator,
    denominator_people,
    not_known,
    not_known_people,
    value,
    value_unit,
    ledger_event
from (
    {% for part in parts %}
        select * from {{ ref('metrics_' ~ part) }}
        {% if not loop.last %}union all by name{% endif %}
    {% endfor %}
) as every_row
