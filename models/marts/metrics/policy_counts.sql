{{ config(tags=['summed']) }}
-- Counted in the shards: each person is in one, so what metrics_policies adds up are different people.
{% set answers = {
    'some_relief': 'in_scope', 'in_scope': none, 'with_felony': none, 'with_conviction': none,
    'with_recent_conviction': none
} %}
{% set left = measures_of('policies') %}
{% set measures, numbers = [], {'undecided': "some_relief = 'unknown'"} %}
{% for answer, among in answers.items() %}
    {%- do measures.append((answer, answer, among, answer ~ '_perhaps')) %}
    {%- do numbers.update({answer: answer ~ " = 'yes'", answer ~ '_perhaps': answer ~ " = 'unknown'"}) %}
{% endfor %}
{% for measure, of in left.items() %}
    {%- set is_so = of.ended_by ~ ' and ' ~ of.among %}
    {%- do measures.append((measure, measure, of.among, measure ~ '_perhaps')) %}
    {%- do numbers.update({measure: is_so ~ " = 'yes'", measure ~ '_perhaps': is_so ~ " = 'unknown'"}) %}
{% endfor %}
{% set traits = {'race': 'race_group', 'sex': 'sex_group', 'age': 'age_band', 'status': 'vital_status'} %}
with groups as (

    select distinct
        person_id,
        {{ traits.values() | join(', ') }}
    from {{ ref('relief_groups') }}
    where unit = 'conviction'

),

places as (

    select
        scenario,
        person_id,
        place,
        {% for number, is_so in numbers.items() %}
            count(*) filter (where {{ is_so }}) as {{ number }}{% if not loop.last %},{% endif %}
        {% endfor %}
    from {{ ref('metric_policy_convictions') }}
    group by scenario, person_id, place

),

people as (

    select * from places
    union all by name
    select
        scenario,
        person_id,
        'STATEWIDE' as place,
        {% for number in numbers %}
            sum({{ number }}) as {{ number }}{% if not loop.last %},{% endif %}
        {% endfor %}
    from places
    group by scenario, person_id

),

-- One relief each: who gets it, and who of them waits for review with another conviction.
reliefs as (

    select
        'convictions' as unit,
        scenario,
        person_id,
        place,
        relief,
        count(*) as some_relief,
        0 as undecided
    from (
        select * replace (unnest([place, 'STATEWIDE']) as place) from {{ ref('metric_policy_convictions') }}
        where relief <> 'none'
    ) as relieved
    group by scenario, person_id, place, relief
    union all
    select
        'people' as unit,
        scenario,
        person_id,
        place,
        unnest(reliefs) as relief,
        1 as some_relief,
        cast(is_undecided as integer) as undecided
    from {{ ref('metric_policy_people') }}

),

counted as (

    select
        'convictions' as unit,
        people.scenario,
        people.place,
        {% for trait, group in traits.items() %}
            groups.{{ group }} as {{ trait }},
        {% endfor %}
        {% for number in numbers %}
            sum(people.{{ number }}) as {{ number }},
            count(*) filter (where people.{{ number }} > 0) as {{ number }}_people{% if not loop.last %},{% endif %}
        {% endfor %}
    from people
    inner join groups on people.person_id = groups.person_id
    group by all
    union all
    select
        'people' as unit,
        people.scenario,
        people.place,
        {% for trait, group in traits.items() %}
            groups.{{ group }} as {{ trait }},
        {% endfor %}
        {% for number in numbers %}
            sum(people.{{ number }}) as {{ number }},
            sum(people.{{ number }}) as {{ number }}_people{% if not loop.last %},{% endif %}
        {% endfor %}
    from (
        select
            scenario,
            person_id,
            place,
            {% for answer in answers %}
                {{ answer }} = 'yes' as {{ answer }},
                {{ answer }} = 'unknown' as {{ answer }}_perhaps,
            {% endfor %}
            {% for measure in left %}
                left_with_none['{{ measure }}'] = 'yes' as {{ measure }},
                left_with_none['{{ measure }}'] = 'unknown' as {{ measure }}_perhaps,
            {% endfor %}
            is_undecided as undecided
        from {{ ref('metric_policy_people') }}
    ) as people
    inner join groups on people.person_id = groups.person_id
    group by all

),

of_reliefs as (

    select
        reliefs.unit,
        reliefs.scenario,
        reliefs.place,
        {% for trait, group in traits.items() %}
            groups.{{ group }} as {{ trait }},
        {% endfor %}
        reliefs.relief,
        sum(reliefs.some_relief) as count,
        count(*) as people,
        sum(reliefs.undecided) as undecided
    from reliefs
    inner join groups on reliefs.person_id = groups.person_id
    group by all

),

every_measure as (

    select
        unit,
        scenario,
        place,
        {{ traits.keys() | join(', ') }},
        {{ measured(measures) }}
    from counted
    union all by name
    select
        counted.unit,
        counted.scenario,
        counted.place,
        {% for trait in traits %}
            counted.{{ trait }},
        {% endfor %}
        reliefs.relief as metric,
        coalesce(given.count, 0) as count,
        coalesce(given.people, 0) as people,
        'in_scope' as denominator_name,
        counted.in_scope as denominator,
        counted.in_scope_people as denominator_people,
        counted.undecided - coalesce(given.undecided, 0) as not_known,
        counted.undecided_people - coalesce(given.undecided, 0) as not_known_people
    from counted
    cross join {{ law('reliefs') }} as reliefs
    inner join {{ ref('relief_ways') }} as ways on reliefs.relief_by = ways.relief_by and ways.picks_best
    left join of_reliefs as given
        on
        reliefs.relief = given.relief
        {% for key in ['unit', 'scenario', 'place'] + (traits.keys() | list) %}
            and counted.{{ key }} = given.{{ key }}
        {% endfor %}

)

select
    unit,
    scenario,
    place,
    {{ traits.keys() | join(', ') }},
    metric,
    denominator_name,
    {% for number in ['count', 'people', 'denominator', 'denominator_people', 'not_known', 'not_known_people'] %}
        cast({{ number }} as bigint) as {{ number }}{% if not loop.last %},{% endif %}
    {% endfor %}
from every_measure
