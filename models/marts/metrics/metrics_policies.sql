{{ config(tags=['central', 'scenario']) }}
{% set among = {
    'some_relief': 'in_scope', 'no_felony': 'with_felony', 'no_conviction': 'with_conviction',
    'no_recent_conviction': 'with_recent_conviction'
} %}
{% set group_code %}
case groups.group_by
            when 'race' then kinds.race when 'sex' then kinds.sex when 'age' then kinds.age else 'all'
        end
{%- endset %}
{% set answers = (among.keys() | list) + (among.values() | unique | list) %}
{% set all_answers = answers + ['undecided'] %}
-- (Two bits for each answer, yes and unknown: what is grouped is narrow.)
{% set bits = {} %}
{% for answer in all_answers %}
    {% do bits.update({answer: 4 ** loop.index0, answer ~ '_perhaps': 2 * 4 ** loop.index0}) %}
{% endfor %}
with kinds_of_people as (

    select
        *,
        row_number() over (order by race, sex, age, status) as kind_of_person
    from (
        select distinct
            race_group as race,
            sex_group as sex,
            age_band as age,
            vital_status as status
        from {{ ref('impact_groups') }}
    ) as every_kind

),

kinds_by_person as (

    select
        groups.person_id,
        kinds.kind_of_person
    from {{ ref('impact_groups') }} as groups
    inner join kinds_of_people as kinds
        on groups.race_group = kinds.race
        and groups.sex_group = kinds.sex
        and groups.age_band = kinds.age
        and groups.vital_status = kinds.status

),

people as (

    select
        people.scenario,
        people.place,
        kinds.kind_of_person,
        people.reliefs,
        {{ answers_as_bits(answers, bits) }}
        + case when people.is_undecided then {{ bits['undecided'] }} else 0 end as answers,
        count(*) as count
    from {{ ref('impact_people') }} as people
    inner join kinds_by_person as kinds on people.person_id = kinds.person_id
    group by all

),

convictions as (

    select
        convictions.scenario,
        convictions.person_id,
        kinds.kind_of_person,
        convictions.place,
        convictions.relief,
        {{ answers_as_bits(answers, bits) }}
        + case convictions.some_relief when 'unknown' then {{ bits['undecided'] }} else 0 end as answers
    from {{ ref('impact_convictions') }} as convictions
    inner join kinds_by_person as kinds on convictions.person_id = kinds.person_id

),

convictions_alike as (

    select
        scenario,
        place,
        kind_of_person,
        relief,
        answers,
        count(*) as count
    from convictions
    group by all

),

-- (Of convictions: people who have such a conviction in the place.)
convicted_in_places as (

    select
        scenario,
        place,
        person_id,
        any_value(kind_of_person) as kind_of_person,
        bit_or(answers) as answers
    from convictions
    group by scenario, place, person_id

),

convicted as (

    select
        scenario,
        'STATEWIDE' as place,
        person_id,
        any_value(kind_of_person) as kind_of_person,
        bit_or(answers) as answers
    from convicted_in_places
    group by scenario, person_id
    union all
    select
        scenario,
        place,
        person_id,
        kind_of_person,
        answers
    from convicted_in_places

),

counted_answers as (

    select
        'people' as unit,
        scenario,
        place,
        kind_of_person,
        answers,
        sum(count) as count,
        sum(count) as people
    from people
    group by all
    union all
    select
        'convictions' as unit,
        scenario,
        unnest([place, 'STATEWIDE']) as place,
        kind_of_person,
        answers,
        count,
        0 as people
    from convictions_alike
    union all
    select
        'convictions' as unit,
        scenario,
        place,
        kind_of_person,
        answers,
        0 as count,
        count(*) as people
    from convicted
    group by all

),

cells as (

    select
        unit,
        scenario,
        place,
        kind_of_person,
        {% for answer, bit in bits.items() %}
            coalesce(sum(count) filter (where answers & {{ bit }} > 0), 0) as {{ answer }},
            coalesce(sum(people) filter (where answers & {{ bit }} > 0), 0)
                as {{ answer }}_people{% if not loop.last %},{% endif %}
        {% endfor %}
    from counted_answers
    group by all

),

grouped as (

    select
        cells.unit,
        cells.scenario as law,
        cells.place,
        kinds.status,
        groups.group_by,
        {{ group_code }} as group_code,
        {% for answer in all_answers %}
            {{ sum_flags([answer, answer ~ '_perhaps']) }}{% if not loop.last %},{% endif %}
        {% endfor %}
    from cells
    inner join kinds_of_people as kinds on cells.kind_of_person = kinds.kind_of_person
    cross join (values ('all'), ('race'), ('sex'), ('age')) as groups (group_by)
    group by all

),

-- One relief each: who gets it, and who of them waits for review with another conviction.
relief_cells as (

    select
        'people' as unit,
        scenario,
        place,
        kind_of_person,
        unnest(reliefs) as relief,
        count as given,
        count as given_people,
        case when answers & {{ bits['undecided'] }} > 0 then count else 0 end as given_undecided
    from people
    union all
    select
        'convictions' as unit,
        scenario,
        unnest([place, 'STATEWIDE']) as place,
        kind_of_person,
        relief,
        count as given,
        0 as given_people,
        case when answers & {{ bits['undecided'] }} > 0 then count else 0 end as given_undecided
    from convictions_alike
    where relief <> 'none'
    union all
    select
        'convictions' as unit,
        scenario,
        place,
        kind_of_person,
        relief,
        0 as given,
        count(distinct person_id) as given_people,
        0 as given_undecided
    from (
        select
            scenario,
            unnest([place, 'STATEWIDE']) as place,
            kind_of_person,
            relief,
            person_id
        from convictions
        where relief <> 'none'
    ) as given
    group by all

),

grouped_reliefs as (

    select
        cells.unit,
        cells.scenario as law,
        cells.place,
        kinds.status,
        groups.group_by,
        {{ group_code }} as group_code,
        cells.relief,
        sum(cells.given) as given,
        sum(cells.given_people) as given_people,
        sum(cells.given_undecided) as given_undecided
    from relief_cells as cells
    inner join kinds_of_people as kinds on cells.kind_of_person = kinds.kind_of_person
    cross join (values ('all'), ('race'), ('sex'), ('age')) as groups (group_by)
    group by all

),

{%- set measures = [] %}
{%- for answer in answers %}
    {%- do measures.append((answer, answer, among.get(answer), answer ~ '_perhaps')) %}
{%- endfor %}

counted as (

    select
        unit,
        law,
        place,
        status,
        group_by,
        group_code,
        {{ measured(measures) }}
    from grouped
    union all by name
    select
        grouped.unit,
        grouped.law,
        grouped.place,
        grouped.status,
        grouped.group_by,
        grouped.group_code,
        reliefs.relief as metric,
        coalesce(given.given, 0) as count,
        coalesce(given.given_people, 0) as people,
        'in_scope' as denominator_name,
        grouped.in_scope as denominator,
        grouped.in_scope_people as denominator_people,
        grouped.undecided - coalesce(given.given_undecided, 0) as not_known,
        grouped.undecided_people - coalesce(given.given_undecided, 0) as not_known_people
    from grouped
    cross join {{ law('reliefs') }} as reliefs
    inner join {{ ref('relief_ways') }} as ways on reliefs.relief_by = ways.relief_by and ways.picks_best
    left join grouped_reliefs as given
        on
        grouped.unit = given.unit
        and grouped.law = given.law
        and grouped.place = given.place
        and grouped.status = given.status
        and grouped.group_by = given.group_by
        and grouped.group_code = given.group_code
        and reliefs.relief = given.relief

),

named as (

    select
        * replace ('policy_' || metric as metric),
        {{ metric_id(["'figures'", 'law', 'place', 'group_by', 'group_code', 'status', 'metric', 'unit']) }}
            as figure_id
    from counted

)

{{ as_metrics('named', 'null') }}
