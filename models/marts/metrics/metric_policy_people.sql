{% set measures = measures_of('policies') %}
{% set no = as_answer("'no'") %}
{% set may_be = "case when doubts.%s then " ~ as_answer("'unknown'") ~ " else " ~ no ~ " end" %}
{% set of_conviction, of_felony = may_be | format('person_id is not null'), may_be | format('may_be_felony') %}
{% set one_more = {
    'with_felony': of_felony, 'with_conviction': of_conviction, 'with_recent_conviction': of_conviction
} %}
{% set answers = ['in_scope', 'some_relief'] + (one_more.keys() | list) %}
with in_places as (

    select
        scenario,
        person_id,
        place,
        {% for answer in answers %}
            {{ any_3v(answer) }} as {{ answer }},
        {% endfor %}
        {% for measure, of in measures.items() %}
            max(case when {{ of.ended_by }} then {{ of.among }} else {{ no }} end) as {{ measure }}_ended,
            max(case when {{ of.ended_by }} then {{ no }} else {{ of.among }} end) as {{ measure }}_kept,
        {% endfor %}
        any_value(person_bucket) as person_bucket,
        list_sort(coalesce(list(distinct relief) filter (where relief <> 'none'), [])) as reliefs,
        bool_or(some_relief = 'unknown') as is_undecided
    from {{ ref('metric_policy_convictions') }}
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
        {% for measure in measures %}
            {{ any_3v(measure ~ '_ended') }} as {{ measure }}_ended,
            {{ any_3v(measure ~ '_kept') }} as {{ measure }}_kept,
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
    {% for answer, one in one_more.items() %}
        greatest(records.{{ answer }}, {{ one }}) as {{ answer }},
    {% endfor %}
    places.some_relief,
    places.reliefs,
    places.is_undecided,
    -- There was one, this policy ended it, and none is left.
    map {
        {% for measure, of in measures.items() %}
            '{{ measure }}': {{ all_3v([
                'records.' ~ measure ~ '_ended',
                not_3v('greatest(records.' ~ measure ~ '_kept, ' ~ one_more[of.among] ~ ')')
            ]) }}{% if not loop.last %},{% endif %}
        {% endfor %}
    } as left_with_none
from places
inner join records on places.scenario = records.scenario and places.person_id = records.person_id
left join doubts on places.person_id = doubts.person_id
