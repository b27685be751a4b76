{{ config(materialized='view', tags=['central', 'metrics', 'scenario']) }}
{% for of in ['in_state', 'in_places', 'by_offense', 'by_year'] %}
    select * from {{ ref('metric_people_' ~ of) }}
    {% if not loop.last %}union all by name{% endif %}
{% endfor %}
