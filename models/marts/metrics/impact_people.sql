{% set records = ['felony', 'conviction', 'recent_conviction'] %}
{% set may_be = "case when doubts.%s then " ~ as_answer("'unknown'") ~ " else " ~ as_answer("'no'") ~ " end" %}
{% set of_conviction, of_felony = may_be | format('person_id is not null'), may_be | format('may_be_felony') %}
{% set one_more = {'felony': of_felony, 'conviction': of_conviction, 'recent_conviction': of_conviction} %}
{% set answers = ['in_scope', 'some_relief'] %}
{% for record in records %}
    {%- do answers.extend(['with_' ~ record, 'keeps_' ~ record, 'no_' ~ record]) %}
{% endfor %}
with in_places as (

    select
        scenario,
        person_id,
        place,
        {% for answer in answers %}
            {{ any_3v(answer) }} as {{ answer }},
        {% endfor %}
        any_value(person_bucket) as person_bucket,
        list_sort(coalesce(list(distinct relief) filter (where relief <> 'none'), [])) as reliefs,
        bool_or(some_relief = 'unknown') as is_undecided
    from {{ ref('impact_convictions') }}
    group by scenario, person_id, place

),

records as (

    select
        scenario,
        person_id,
        'STATEWIDE' as place,
        {% for answer in answers %}
            {{ any_3v(answer) }} as {{ answer }},
        {% endfor %}
        any_value(person_bucket) as person_bucket,
        list_sort(list_distinct(flatten(list(reliefs)))) as reliefs,
        bool_or(is_undecided) as is_undecided
    from in_places
    group by scenario, person_id

),

places as (

    select * from in_places
    union all
    select * from records

),

doubts as (

    {{ people_with_perhaps_one_more() }}

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
    places.some_relief,
    places.reliefs,
    places.is_undecided,
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
