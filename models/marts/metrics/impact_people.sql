{{ config(materialized='people_in_pieces') }}
{% set reliefs = ['some_relief', 'dismiss_and_seal', 'dismiss', 'redesignate_infraction', 'redesignate_misdemeanor'] %}
{% set records = ['felony', 'conviction', 'recent_conviction'] %}
{% set may_be = "case when doubts.%s then " ~ as_answer("'unknown'") ~ " else " ~ as_answer("'no'") ~ " end" %}
{% set of_conviction, of_felony = may_be | format('person_id is not null'), may_be | format('may_be_felony') %}
{% set one_more = {'felony': of_felony, 'conviction': of_conviction, 'recent_conviction': of_conviction} %}
with convictions as (

    select *
    from {{ ref('impact_convictions') }} as impact_convictions
    where {{ in_piece('impact_convictions.person_bucket') }}

),

records as (

    select
        scenario,
        person_id,
        {% for record in records %}
            {{ any_3v('with_' ~ record) }} as with_{{ record }},
            {{ any_3v('keeps_' ~ record) }} as keeps_{{ record }},
            {{ any_3v('no_' ~ record) }} as no_{{ record }},
        {% endfor %}
        any_value(person_bucket) as person_bucket,
        {{ any_3v('in_scope') }} as in_scope,
        {% for relief in reliefs %}
            {{ any_3v(relief) }} as {{ relief }}{% if not loop.last %},{% endif %}
        {% endfor %}
    from convictions
    group by scenario, person_id

),

doubts as (

    {{ people_with_perhaps_one_more() }}

),

places as (

    select
        scenario,
        person_id,
        place,
        {{ any_3v('in_scope') }} as in_scope,
        {% for relief in reliefs %}
            {{ any_3v(relief) }} as {{ relief }}{% if not loop.last %},{% endif %}
        {% endfor %}
    from convictions
    group by scenario, person_id, place
    union all
    select
        scenario,
        person_id,
        'STATEWIDE' as place,
        in_scope,
        {{ reliefs | join(', ') }}
    from records

)

select
    places.scenario,
    places.person_id,
    records.person_bucket,
    places.place,
    places.in_scope,
    {% for record in records %}
        greatest(records.with_{{ record }}, {{ one_more[record] }}) as with_{{ record }},
    {% endfor %}
    {% for relief in reliefs %}
        places.{{ relief }},
    {% endfor %}
    -- There was one, this policy ended it, and none is left.
    {% for record in records %}
        {{ all_3v([
            'records.no_' ~ record, not_3v('greatest(records.keeps_' ~ record ~ ', ' ~ one_more[record] ~ ')')
        ]) }} as no_{{ record }},
    {% endfor %}
    groups.race_group,
    groups.sex_group,
    groups.age_band,
    groups.vital_status
from places
inner join records on places.scenario = records.scenario and places.person_id = records.person_id
inner join {{ ref('impact_groups') }} as groups on places.person_id = groups.person_id
left join doubts on places.person_id = doubts.person_id
