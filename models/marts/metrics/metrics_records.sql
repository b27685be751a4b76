{{ config(tags=['central', 'metrics', 'scenario']) }}
{% set measures = [('some_relief', 'with_record', '')] %}
{% for measure, of in measures_of('records').items() %}
    {%- do measures.append((measure, of.among, of.convictions)) %}
{% endfor %}
{% set of_people, of_convictions = [], [] %}
{% for measure, among, counted in measures %}
    {%- do of_people.append((measure, measure, among, measure ~ '_perhaps')) %}
    {%- if counted %}
        {%- do of_convictions.append((measure, 'of_' ~ measure, counted, 'of_' ~ measure ~ '_perhaps')) %}
    {%- endif %}
{% endfor %}
{% set cells = ['place', 'offense_group', 'year', 'race', 'sex', 'age', 'status'] %}
{% set by_sets = ['basis', 'laws', 'law', 'viewer'] %}
{% set befores = ['with_record', 'with_felony', 'with_conviction', 'with_recent'] %}
{% set numbers = ['felonies', 'convictions', 'recent_convictions'] %}
with relieved as (

    select
        {{ by_sets | join(', ') }},
        record_kind,
        some_relief,
        {% for measure in measures_of('records') %}
            left_with_none['{{ measure }}'] as {{ measure }}{% if not loop.last %},{% endif %}
        {% endfor %}
    from {{ ref('metric_record_kinds') }}

),

-- People of one cell whose records are alike are counted together first. Cells and sets of laws have numbers: sums by
-- a dozen words take twice as long.
people as (

    select
        people.place,
        people.offense_group,
        people.year,
        people.race,
        people.sex,
        people.age,
        people.status,
        kinds.record_kind,
        {% for answer in befores %}
            people.{{ answer }},
        {% endfor %}
        count(*) as people,
        {% for number in numbers %}
            sum(people.{{ number }}) as {{ number }},
            sum(people.{{ number }}_perhaps) as {{ number }}_perhaps,
            count(*) filter (where people.{{ number }} > 0) as {{ number }}_people,
            count(*) filter (where people.{{ number }}_perhaps > 0) as {{ number }}_perhaps_people,
            count(*) filter (where people.{{ number }} > 0 or people.{{ number }}_perhaps > 0)
                as {{ number }}_any_people{% if not loop.last %},{% endif %}
        {% endfor %}
    from {{ ref('metric_people') }} as people
    inner join {{ ref('metric_people_by_record') }} as kinds on people.person_id = kinds.person_id
    group by all

),

befores as (

    select
        {{ cells | join(', ') }},
        row_number() over (order by {{ cells | join(', ') }}) as cell,
        {% for answer in befores %}
            coalesce(sum(people) filter (where {{ answer }} = 'yes'), 0) as {{ answer }},
            coalesce(sum(people) filter (where {{ answer }} = 'yes'), 0) as {{ answer }}_people,
        {% endfor %}
        {% for number in numbers %}
            sum({{ number }}) as {{ number }},
            sum({{ number }}_people) as {{ number }}_people{% if not loop.last %},{% endif %}
        {% endfor %}
    from people
    group by {{ cells | join(', ') }}

),

people_in_cells as (

    select
        people.*,
        befores.cell
    from people
    inner join befores
        on
        true
        {% for name in cells %}
            and people.{{ name }} is not distinct from befores.{{ name }}
        {% endfor %}

),

sets as (

    {{ sets_of_laws() }}

),

afters as (

    select
        sets.set_number,
        people.cell,
        {% for measure, among, counted in measures %}
            -- (Of people who had one in the place: whether any is left on their whole record.)
            sum(people.people) filter (where least(records.{{ measure }}, people.{{ among }}) = 'yes')
                as {{ measure }},
            sum(people.people) filter (where least(records.{{ measure }}, people.{{ among }}) = 'unknown')
                as {{ measure }}_perhaps{% if counted %},
            sum(people.{{ counted }}) filter (where records.{{ measure }} = 'yes') as of_{{ measure }},
            sum(people.{{ counted }}_people) filter (where records.{{ measure }} = 'yes') as of_{{ measure }}_people,
            sum(
                people.{{ counted }}_perhaps
                + case records.{{ measure }} when 'unknown' then people.{{ counted }} else 0 end
            ) filter (where records.{{ measure }} <> 'no') as of_{{ measure }}_perhaps,
            sum(
                case records.{{ measure }}
                    when 'unknown' then people.{{ counted }}_any_people else people.{{ counted }}_perhaps_people
                end
            ) filter (where records.{{ measure }} <> 'no') as of_{{ measure }}_perhaps_people{% endif %}
            {%- if not loop.last %},{% endif %}
        {% endfor %}
    from relieved as records
    inner join sets
        on
        true
        {% for name in by_sets %}
            and records.{{ name }} = sets.{{ name }}
        {% endfor %}
    inner join people_in_cells as people on records.record_kind = people.record_kind
    where
        records.laws = 'ALL'
        or (people.place = 'STATEWIDE' and people.offense_group is null and people.year is null)
    group by sets.set_number, people.cell

),

grouped as (

    select
        {% for name in by_sets %}
            sets.{{ name }},
        {% endfor %}
        befores.place,
        befores.status,
        groups.group_by,
        {{ group_of('befores') }} as group_code,
        {% for measure, among, counted in measures %}
            {% for column in [measure, measure ~ '_perhaps'] %}
                coalesce(sum(afters.{{ column }}), 0) as {{ column }},
                coalesce(sum(afters.{{ column }}), 0) as {{ column }}_people,
            {% endfor %}
            {% for column in ['of_' ~ measure, 'of_' ~ measure ~ '_perhaps'] if counted %}
                coalesce(sum(afters.{{ column }}), 0) as {{ column }},
                coalesce(sum(afters.{{ column }}_people), 0) as {{ column }}_people,
            {% endfor %}
        {% endfor %}
        {{ sum_flags(befores + numbers) }}
    from sets
    cross join befores
    inner join {{ every_group() }}
        on
        case
            when sets.laws = 'ALL' and sets.basis <> 'if_filed_granted'
                then {{ is_told_by('befores') | replace('befores.law', 'sets.law') }}
            else
                groups.group_by = 'all'
                and befores.place = 'STATEWIDE'
                and befores.offense_group is null
                and befores.year is null
        end
    left join afters on sets.set_number = afters.set_number and befores.cell = afters.cell
    group by all

),

-- By offense group and year only convictions are counted: a person has several.
counted as (

    select
        'people' as unit,
        basis,
        laws,
        law,
        viewer,
        place,
        status,
        group_by,
        group_code,
        {{ measured(of_people) }}
    from grouped
    where group_by not in ('offense_group', 'year')
    union all by name
    select
        'convictions' as unit,
        basis,
        laws,
        law,
        viewer,
        place,
        status,
        group_by,
        group_code,
        {{ measured(of_convictions) }}
    from grouped

),

-- What the people left without a record add up from, and their convictions: by which laws suffice alone. The living.
alone as (

    select
        basis,
        viewer,
        record_kind,
        {% for measure, _, _ in measures %}
            string_agg(law, ' or ' order by law) filter (where {{ measure }} = 'yes')
                as {{ measure }}{% if not loop.last %},{% endif %}
        {% endfor %}
    from relieved
    where laws = 'ALONE'
    group by basis, viewer, record_kind

),

living as (

    select
        record_kind,
        {% for number in numbers %}
            sum({{ number }}) as {{ number }},
            sum({{ number }}_people) as {{ number }}_people,
        {% endfor %}
        sum(people) as people
    from people
    where place = 'STATEWIDE' and offense_group is null and year is null and status = 'living'
    group by record_kind

),

parts as (

    {% for measure, _, counted in measures %}
        select
            '{{ measure }}' as metric,
            records.basis,
            records.viewer,
            coalesce(alone.{{ measure }}, 'no law alone') as group_code,
            living.people,
            {{ 'living.' ~ counted if counted else 0 }} as convictions,
            {{ 'living.' ~ counted ~ '_people' if counted else 0 }} as convictions_people
        from relieved as records
        inner join living on records.record_kind = living.record_kind
        left join alone
            on
            records.basis = alone.basis
            and records.viewer = alone.viewer
            and records.record_kind = alone.record_kind
        where records.laws = 'ALL' and records.basis <> 'if_filed_granted' and records.{{ measure }} = 'yes'
        {% if not loop.last %}union all{% endif %}
    {% endfor %}

),

every_row as (

    select * from counted
    union all by name
    select
        metric,
        units.unit,
        basis,
        'ALL' as laws,
        'ALL' as law,
        viewer,
        'STATEWIDE' as place,
        'living' as status,
        'law' as group_by,
        group_code,
        sum(case units.unit when 'people' then parts.people else parts.convictions end) as count,
        sum(case units.unit when 'people' then parts.people else parts.convictions_people end) as people
    from parts
    inner join (values ('people'), ('convictions')) as units (unit)
        on units.unit = 'people' or parts.convictions > 0
    group by all

),

named as (

    select
        *,
        concat_ws('/', basis, viewer, lower(nullif(laws, 'ALL'))) as variant
    from every_row

)

{{ as_metrics('named', last_ledger_event()) }}
