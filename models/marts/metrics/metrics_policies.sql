{{ config(tags=['central', 'scenario']) }}
{% set among = {
    'some_relief': 'in_scope', 'no_felony': 'with_felony', 'no_conviction': 'with_conviction',
    'no_recent_conviction': 'with_recent_conviction'
} %}
{% set groups = {'race': 'race_group', 'sex': 'sex_group', 'age': 'age_band', 'status': 'vital_status'} %}
{% set group_code %}
case groups.group_by
            when 'race' then cells.race when 'sex' then cells.sex when 'age' then cells.age else 'all'
        end
{%- endset %}
{% set answers = (among.keys() | list) + (among.values() | unique | list) + ['undecided'] %}
with cells as (

    select
        'people' as unit,
        scenario,
        place,
        {% for name, group in groups.items() %}
            {{ group }} as {{ name }},
        {% endfor %}
        {% for answer in answers %}
            {%- set is_so = 'is_undecided' if answer == 'undecided' else answer ~ " = 'yes'" -%}
            {%- set may_be = 'false' if answer == 'undecided' else answer ~ " = 'unknown'" %}
            count(*) filter (where {{ is_so }}) as {{ answer }},
            count(*) filter (where {{ is_so }}) as {{ answer }}_people,
            count(*) filter (where {{ may_be }}) as {{ answer }}_perhaps,
            count(*) filter (where {{ may_be }}) as {{ answer }}_perhaps_people{% if not loop.last %},{% endif %}
        {% endfor %}
    from {{ ref('impact_people') }}
    group by all
    union all
    select
        'convictions' as unit,
        scenario,
        place,
        {% for name, group in groups.items() %}
            {{ group }} as {{ name }},
        {% endfor %}
        {% for answer in answers %}
            sum({{ answer }}) as {{ answer }},
            count(*) filter (where {{ answer }} > 0) as {{ answer }}_people,
            {%- set perhaps = '0' if answer == 'undecided' else answer ~ '_perhaps' %}
            sum({{ perhaps }}) as {{ answer }}_perhaps,
            count(*) filter (where {{ perhaps }} > 0) as {{ answer }}_perhaps_people{% if not loop.last %},{% endif %}
        {% endfor %}
    from {{ ref('policy_counts_of_people') }}
    group by all

),

grouped as (

    select
        cells.unit,
        cells.scenario as law,
        cells.place,
        cells.status,
        groups.group_by,
        {{ group_code }} as group_code,
        {% for answer in answers %}
            {{ sum_flags([answer, answer ~ '_perhaps']) }}{% if not loop.last %},{% endif %}
        {% endfor %}
    from cells
    cross join (values ('all'), ('race'), ('sex'), ('age')) as groups (group_by)
    group by all

),

-- One relief each: who gets it, and who of them waits for review with another conviction.
relief_cells as (

    select
        unit,
        scenario,
        place,
        {% for name, group in groups.items() %}
            {{ group }} as {{ name }},
        {% endfor %}
        relief,
        sum(given) as given,
        count(*) as given_people,
        sum(given_undecided) as given_undecided
    from (
        select
            'people' as unit,
            scenario,
            place,
            {{ groups.values() | join(', ') }},
            unnest(reliefs) as relief,
            1 as given,
            cast(is_undecided as integer) as given_undecided
        from {{ ref('impact_people') }}
        union all
        select
            'convictions' as unit,
            scenario,
            place,
            {{ groups.values() | join(', ') }},
            unnest(map_keys(reliefs)) as relief,
            unnest(map_values(reliefs)) as given,
            0 as given_undecided
        from {{ ref('policy_counts_of_people') }}
    ) as reliefs
    group by all

),

grouped_reliefs as (

    select
        cells.unit,
        cells.scenario as law,
        cells.place,
        cells.status,
        groups.group_by,
        {{ group_code }} as group_code,
        cells.relief,
        sum(cells.given) as given,
        sum(cells.given_people) as given_people,
        sum(cells.given_undecided) as given_undecided
    from relief_cells as cells
    cross join (values ('all'), ('race'), ('sex'), ('age')) as groups (group_by)
    group by all

),

{%- set measures = [] %}
{%- for answer in answers if answer != 'undecided' %}
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
