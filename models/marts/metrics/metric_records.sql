{{ config(materialized='view', tags=['central', 'metrics', 'scenario']) }}
-- A view: written down it would be the largest table of the figures, which count kinds of records instead.
select
    kinds.basis,
    kinds.laws,
    kinds.law,
    kinds.viewer,
    people.person_id,
    kinds.some_relief,
    {% for kind in ['felony', 'conviction', 'recent', 'record'] %}
        kinds.{{ kind }}_free{% if not loop.last %},{% endif %}
    {% endfor %}
from {{ ref('metric_people_by_record') }} as people
inner join {{ ref('metric_record_kinds') }} as kinds on people.record_kind = kinds.record_kind
