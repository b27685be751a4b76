{{ config(materialized='view') }}
{% set answers = [
    'in_scope', 'with_felony', 'with_conviction', 'with_recent_conviction', 'some_relief', 'dismiss_and_seal', 'dismiss',
    'redesignate_infraction', 'redesignate_misdemeanor', 'no_felony', 'no_conviction', 'no_recent_conviction'
] %}
select
    effects.scenario,
    {{ name_of('effects.scenario', law('scenarios'), 'scenario', 'scenario_name') }} as scenario_name,
    numbers.person_number,
    effects.place,
    {% for answer in answers %}
        effects.{{ answer }}{% if not loop.last %},{% endif %}
    {% endfor %}
from {{ ref('impact_people') }} as effects
inner join {{ ref('research_person_ids') }} as numbers on effects.person_id = numbers.person_id
