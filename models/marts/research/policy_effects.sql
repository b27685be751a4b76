{{ config(materialized='view') }}
{% set answers = [
    'in_scope', 'with_felony', 'with_conviction', 'with_recent_conviction', 'some_relief', 'reliefs', 'is_undecided'
] %}
select
    effects.scenario,
    {{ name_of('effects.scenario', law('scenarios'), 'scenario', 'scenario_name') }} as scenario_name,
    numbers.person_number,
    effects.place,
    {% for answer in answers %}
        effects.{{ answer }},
    {% endfor %}
    {% for measure in measures_of('policies') %}
        effects.left_with_none['{{ measure }}'] as {{ measure }}{% if not loop.last %},{% endif %}
    {% endfor %}
from {{ ref('metric_policy_people') }} as effects
inner join {{ ref('research_person_ids') }} as numbers on effects.person_id = numbers.person_id
