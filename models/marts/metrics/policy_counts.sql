{{ config(tags=['summed']) }}
-- Counted in the shards: each person is in one, so what metrics_policies adds up are different people.
{% set answers = [
    'some_relief', 'no_felony', 'no_conviction', 'no_recent_conviction', 'in_scope', 'with_felony', 'with_conviction',
    'with_recent_conviction'
] %}
{% set numbers = {} %}
{% for answer in answers %}
    {%- do numbers.update({answer: answer ~ " = 'yes'", answer ~ '_perhaps': answer ~ " = 'unknown'"}) %}
{% endfor %}
{% do numbers.update({'undecided': "some_relief = 'unknown'"}) %}
{% set traits = {'race': 'race_group', 'sex': 'sex_group', 'age': 'age_band', 'status': 'vital_status'} %}
with places as (

    select
        scenario,
        person_id,
        place,
        {% for number, is_so in numbers.items() %}
            count(*) filter (where {{ is_so }}) as {{ number }}{% if not loop.last %},{% endif %}
        {% endfor %}
    from {{ ref('impact_convictions') }}
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
        select * replace (unnest([place, 'STATEWIDE']) as place) from {{ ref('impact_convictions') }}
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
    from {{ ref('impact_people') }}

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
    inner join {{ ref('impact_groups') }} as groups on people.person_id = groups.person_id
    group by all
    union all
    select
        'people' as unit,
        scenario,
        place,
        {% for trait, group in traits.items() %}
            {{ group }} as {{ trait }},
        {% endfor %}
        {% for number, is_so in numbers.items() %}
            {%- set is_so = 'is_undecided' if number == 'undecided' else is_so %}
            count(*) filter (where {{ is_so }}) as {{ number }},
            count(*) filter (where {{ is_so }}) as {{ number }}_people{% if not loop.last %},{% endif %}
        {% endfor %}
    from {{ ref('impact_people') }}
    group by all
    union all by name
    select
        reliefs.unit,
        reliefs.scenario,
        reliefs.place,
        {% for trait, group in traits.items() %}
            groups.{{ group }} as {{ trait }},
        {% endfor %}
        reliefs.relief,
        sum(reliefs.some_relief) as some_relief,
        count(*) as some_relief_people,
        sum(reliefs.undecided) as undecided
    from reliefs
    inner join {{ ref('impact_groups') }} as groups on reliefs.person_id = groups.person_id
    group by all

)

select
    unit,
    scenario,
    place,
    {% for trait in traits %}
        {{ trait }},
    {% endfor %}
    relief,
    {% for number in numbers %}
        cast({{ number }} as bigint) as {{ number }},
        {{ number }}_people{% if not loop.last %},{% endif %}
    {% endfor %}
from counted
