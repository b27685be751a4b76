-- Counted by person in the shards: metrics_policies adds these up, and has no need to tell people apart.
{% set answers = [
    'some_relief', 'no_felony', 'no_conviction', 'no_recent_conviction', 'in_scope', 'with_felony', 'with_conviction',
    'with_recent_conviction'
] %}
with placed as (

    select
        *,
        unnest([place, 'STATEWIDE']) as in_place
    from {{ ref('impact_convictions') }} as convictions

),

counted as (

    select
        scenario,
        person_id,
        in_place as place,
        {% for answer in answers %}
            count(*) filter (where {{ answer }} = 'yes') as {{ answer }},
            count(*) filter (where {{ answer }} = 'unknown') as {{ answer }}_perhaps,
        {% endfor %}
        count(*) filter (where some_relief = 'unknown') as undecided,
        coalesce(
            histogram(relief) filter (where relief <> 'none'), cast(map([], []) as map (varchar, ubigint))
        ) as reliefs
    from placed
    group by scenario, person_id, in_place

)

select
    counted.*,
    groups.race_group,
    groups.sex_group,
    groups.age_band,
    groups.vital_status
from counted
inner join {{ ref('impact_groups') }} as groups on counted.person_id = groups.person_id
