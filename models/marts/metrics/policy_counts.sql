{{ config(tags=['summed']) }}
-- Counted in the shards: each person is in one, so what metrics_policies adds up are different people.
{% set measures = [
    ('some_relief', 'some_relief', 'in_scope', 'some_relief_perhaps'),
    ('no_felony', 'no_felony', 'with_felony', 'no_felony_perhaps'),
    ('no_conviction', 'no_conviction', 'with_conviction', 'no_conviction_perhaps'),
    ('no_recent_conviction', 'no_recent_conviction', 'with_recent_conviction', 'no_recent_conviction_perhaps'),
    ('in_scope', 'in_scope', none, 'in_scope_perhaps'),
    ('with_felony', 'with_felony', none, 'with_felony_perhaps'),
    ('with_conviction', 'with_conviction', none, 'with_conviction_perhaps'),
    ('with_recent_conviction', 'with_recent_conviction', none, 'with_recent_conviction_perhaps'),
] %}
{% set numbers = {} %}
{% for answer, _, _, perhaps in measures %}
    {%- do numbers.update({answer: answer ~ " = 'yes'", perhaps: answer ~ " = 'unknown'"}) %}
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
    inner join {{ ref('impact_groups') }} as groups on reliefs.person_id = groups.person_id
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
