{{ config(materialized='view', tags=['central', 'metrics', 'scenario']) }}
{% for people in ['metric_people_in_state', 'metric_people_in_places', 'metric_people_by_offense', 'metric_people_by_year'] %}
    select * from {{ ref(people) }}
    {% if not loop.last %}union all by name{% endif %}
{% endfor %}
