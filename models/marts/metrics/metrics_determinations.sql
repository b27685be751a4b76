{{ config(tags=['central', 'metrics', 'scenario']) }}
-- (Grouping sets of DuckDB are not read by sqlfluff, nor indents around them.) -- noqa: disable=PRS,ST03,LT02
{% set steps = {
    'in_scope': "outcome <> 'out_of_scope'",
    'eligible': "outcome = 'eligible'",
    'became_eligible': "outcome = 'eligible' or is_filed",
    'eligible_later': "outcome = 'not_yet'",
    'in_review': "outcome = 'review'",
    'undeterminable': "outcome = 'undeterminable'",
    'filed': 'is_filed',
    'granted': 'is_given',
} %}
{% set flags = (steps.keys() | list) + ['perhaps_eligible'] %}
{% set bits = {
    'in_scope': 1, 'eligible': 2, 'became_eligible': 4, 'eligible_later': 8, 'in_review': 16, 'undeterminable': 32,
    'filed': 64, 'granted': 128, 'perhaps_eligible': 256
} %}
{% set perhaps = bits['in_review'] + bits['undeterminable'] %}
-- What people are counted in: each of these adds up what an earlier one of a person holds. Those of an offense group or
-- a year are broken down by nothing else.
{% set cells = {
    'places_groups': ('things', ['place', 'offense_group'], 'kind_of_status'),
    'places_years': ('things', ['place', 'year'], 'kind_of_status'),
    'places': ('people_by_places_groups', ['place'], 'kind_of_person'),
    'groups': ('people_by_places_groups', ['offense_group'], 'kind_of_status'),
    'years': ('people_by_places_years', ['year'], 'kind_of_status'),
    'statewide': ('people_by_places', [], 'kind_of_person'),
} %}
with {{ kinds_of_determinations_and_people() }},

-- As have things (convictions, charges, arrests) with determinations that count alike.
kinds_of_unit as (

    select
        determinations,
        row_number() over (order by determinations) as kind_of_unit
    from (select distinct determinations from {{ ref('metric_units') }}) as every_kind

),

flagged as (

    select
        *,
        {% for step, is_so in steps.items() %}
            case when {{ is_so }} then {{ bits[step] }} else 0 end{% if not loop.last %} + {% endif %}
        {% endfor %} as flags
    from kinds_of_determination

),

determinations_of_units as (

    select
        kinds_of_unit.kind_of_unit,
        determinations.*
    from kinds_of_unit
    cross join unnest(kinds_of_unit.determinations) as each (determination)
    inner join flagged as determinations on each.determination = determinations.determination

),

-- Each unit under each law, and under all laws.
flags_of_units as (

    select
        unit,
        kind_of_unit,
        remedy_id as law,
        case when bit_or(flags) & {{ perhaps }} > 0 then bit_or(flags) | {{ bits['perhaps_eligible'] }}
            else bit_or(flags)
        end as flags
    from determinations_of_units
    group by unit, kind_of_unit, remedy_id
    union all
    select
        unit,
        kind_of_unit,
        'ALL' as law,
        case
            when bit_or(flags) & {{ bits['eligible'] }} = 0 and bit_or(flags) & {{ perhaps }} > 0
                then bit_or(flags) | {{ bits['perhaps_eligible'] }}
            else bit_or(flags)
        end as flags
    from determinations_of_units
    group by unit, kind_of_unit

),

-- Units that count alike in levels: what was decided by, and in which year it is due, does not matter here.
kinds_of_thing as (

    select
        kind_of_unit,
        dense_rank() over (order by every_flag) as thing
    from (
        select
            kind_of_unit,
            list([unit, law, cast(flags as varchar)] order by unit, law) as every_flag
        from flags_of_units
        group by kind_of_unit
    ) as flags_by_unit

),

flags_of_things as (

    select distinct
        kinds.thing,
        flags.unit,
        flags.law,
        flags.flags
    from kinds_of_thing as kinds
    inner join flags_of_units as flags on kinds.kind_of_unit = flags.kind_of_unit

),

things as not materialized (

    select
        units.* exclude (determinations),
        kinds_of_unit.kind_of_unit,
        kinds_of_thing.thing,
        -- (A string of bits, one for each kind of thing.)
        set_bit(
            bitstring('0', cast((select max(numbers.thing) from kinds_of_thing as numbers) as integer)),
            cast(kinds_of_thing.thing - 1 as integer),
            1
        ) as things
    from {{ ref('metric_units') }} as units
    inner join kinds_of_unit on units.determinations = kinds_of_unit.determinations
    inner join kinds_of_thing on kinds_of_unit.kind_of_unit = kinds_of_thing.kind_of_unit

),

-- Each person once in the state, county, offense group and year.
{% for name, (rows, columns, _) in cells.items() %}
people_by_{{ name }} as (

    select
        person_id,
        {% for column in columns %}
            {{ column }},
        {% endfor %}
        any_value(kind_of_person) as kind_of_person,
        any_value(kind_of_status) as kind_of_status,
        bit_or(things) as things
    from {{ rows }}
    group by {{ (['person_id'] + columns) | join(', ') }}

),

{% endfor %}
counted_people as (

    {% for name, (_, columns, kind) in cells.items() %}
        select
            {{ kind }} as kind_of_person,
            {{ 'place' if 'place' in columns else "'STATEWIDE'" }} as place,
            {{ 'offense_group' if 'offense_group' in columns else 'null' }} as offense_group,
            {{ 'year' if 'year' in columns else 'null' }} as year,
            things,
            count(*) as people
        from people_by_{{ name }}
        group by all
        {% if not loop.last %}union all{% endif %}
    {% endfor %}

),

counted_things as (

    select
        kind_of_person,
        kind_of_status,
        thing,
        place,
        offense_group,
        year,
        count(*) as things
    from things
    group by all

),

flags_of_people as (

    select
        people.things,
        flags.unit,
        flags.law,
        bit_or(flags.flags) as flags
    from (select distinct things from counted_people) as people
    inner join flags_of_things as flags on get_bit(people.things, cast(flags.thing - 1 as integer)) = 1
    group by all
    union all
    select
        people.things,
        'people' as unit,
        flags.law,
        case
            when bit_or(flags.flags) & {{ bits['eligible'] }} > 0
                then bit_or(flags.flags) & {{ bits['perhaps_eligible'] - 1 }}
            else bit_or(flags.flags)
        end as flags
    from (select distinct things from counted_people) as people
    inner join flags_of_things as flags on get_bit(people.things, cast(flags.thing - 1 as integer)) = 1
    group by all

),

-- There are no figures by county, law and group of offenses. -- noqa: disable=AL09
numbered_cells as (

    {% for name, (_, columns, kind) in cells.items() %}
        select
            'things' as counted,
            flags.unit,
            things.{{ kind }} as kind_of_person,
            flags.law,
            {{ 'things.place' if 'place' in columns else "'STATEWIDE'" }} as place,
            {{ 'things.offense_group' if 'offense_group' in columns else 'null' }} as offense_group,
            {{ 'things.year' if 'year' in columns else 'null' }} as year,
            {% for flag in flags %}
                coalesce(sum(things.things) filter (where flags.flags & {{ bits[flag] }} > 0), 0)
                    as {{ flag }}{% if not loop.last %},{% endif %}
            {% endfor %}
        from (
            select
                {{ (columns + [kind]) | join(', ') }},
                thing,
                sum(things) as things
            from counted_things
            group by all
        ) as things
        inner join flags_of_things as flags on things.thing = flags.thing
        {% if columns | length == 2 %}where flags.law = 'ALL'{% endif %}
        group by all
        union all
    {% endfor %}
    select
        'people' as counted,
        flags.unit,
        people.kind_of_person,
        flags.law,
        people.place,
        people.offense_group,
        people.year,
        {% for flag in flags %}
            coalesce(sum(people.people) filter (where flags.flags & {{ bits[flag] }} > 0), 0)
                as {{ flag }}{% if not loop.last %},{% endif %}
        {% endfor %}
    from counted_people as people
    inner join flags_of_people as flags on people.things = flags.things
    where
        flags.law = 'ALL' or people.place = 'STATEWIDE' or (people.offense_group is null and people.year is null)
    group by all

),

cells as (

    select
        numbered_cells.* exclude (kind_of_person),
        kinds.status,
        kinds.race,
        kinds.sex,
        kinds.age
    from numbered_cells
    inner join kinds_of_people as kinds on numbered_cells.kind_of_person = kinds.kind_of_person

),

-- (People of two cells are different people.)
grouped as (

    select
        cells.unit,
        cells.status,
        cells.place,
        cells.law,
        groups.group_by,
        {{ group_of('cells') }} as group_code,
        {% for flag in flags %}
            sum(cells.{{ flag }}) filter (where cells.counted = 'things' or cells.unit = 'people') as {{ flag }},
            sum(cells.{{ flag }}) filter (where cells.counted = 'people')
                as {{ flag }}_people{% if not loop.last %},{% endif %}
        {% endfor %}
    from cells
    inner join {{ every_group() }} on {{ is_told_by('cells') }}
    group by all

),

levels as (

    select
        unit,
        status,
        place,
        law,
        group_by,
        group_code,
        {{ measured([
            ('eligible', 'eligible', 'in_scope', 'perhaps_eligible'),
            ('became_eligible', 'became_eligible', 'in_scope', ''),
            ('eligible_later', 'eligible_later', 'in_scope', ''),
            ('in_review', 'in_review', 'in_scope', ''),
            ('undeterminable', 'undeterminable', 'in_scope', ''),
            ('filed', 'filed', 'became_eligible', ''),
            ('granted', 'granted', 'filed', ''),
        ]) }}
    from grouped

),

-- What things, and people with all of theirs, add up from. The living.
living as (

    select things.*
    from things
    inner join kinds_of_people as people on things.kind_of_person = people.kind_of_person and people.status = 'living'

),

living_people as (

    select
        county_set,
        kinds,
        count(*) as people
    from (
        select
            case when min(place) = max(place) then min(place) else 'several counties' end as county_set,
            list_sort(list(distinct kind_of_unit)) as kinds
        from living
        group by person_id
    ) as every_person
    group by county_set, kinds

),

kinds_of_entity as (

    select
        kind_of_unit as kind_of_entity,
        cast(null as bigint[]) as kinds,
        kind_of_unit
    from kinds_of_unit
    union all
    select
        (select count(*) from kinds_of_unit) + row_number() over (order by kinds) as kind_of_entity,
        kinds,
        unnest(kinds) as kind_of_unit
    from (select distinct kinds from living_people) as every_kind

),

labels as (

    select
        kinds.kind_of_entity,
        kinds.kinds,
        case when kinds.kinds is null then any_value(determinations.unit) else 'people' end as unit,
        string_agg(distinct determinations.remedy_id, ' and ' order by determinations.remedy_id)
            filter (where determinations.outcome = 'eligible') as eligible_laws,
        arg_max(determinations.ledger_state, determinations.state_order)
            filter (where determinations.outcome = 'eligible') as eligible_state,
        bit_or(determinations.flags) as flags,
        coalesce(cast(min(determinations.due_year) as varchar), 'day not known') as due_year,
        list_sort(list(distinct determinations.fact) filter (where determinations.outcome = 'review'))
            as review_facts,
        list_sort(list(distinct determinations.fact) filter (where determinations.outcome = 'undeterminable'))
            as missing_facts,
        arg_max(determinations.ledger_state, determinations.state_order) filter (where determinations.is_filed)
            as filed_state,
        arg_max(determinations.ledger_state, determinations.state_order) filter (where determinations.is_given)
            as granted_state,
        string_agg(distinct determinations.remedy_id, ' and ' order by determinations.remedy_id)
            filter (where determinations.is_given) as granted_laws
    from kinds_of_entity as kinds
    inner join determinations_of_units as determinations on kinds.kind_of_unit = determinations.kind_of_unit
    group by kinds.kind_of_entity, kinds.kinds

),

parts_of_labels as (

    select
        kind_of_entity,
        kinds,
        unit,
        -- (What it unnests names its columns itself.)
        unnest([  -- noqa: AL03
            {% for metric, kind, part in [
                ('eligible', 'law', 'eligible_laws'), ('eligible', 'state', 'eligible_state'),
                ('eligible', 'county_set', 'null'), ('eligible_later', 'year_due', 'due_year'),
                ('eligible_later', 'county_set', 'null'),
                ('in_review', 'fact',
                    "case when len(review_facts) = 1 then review_facts[1] else 'several facts' end"),
                ('undeterminable', 'fact',
                    "case when len(missing_facts) = 1 then missing_facts[1] else 'several facts' end"),
                ('filed', 'state', 'filed_state'), ('filed', 'county_set', 'null'),
                ('granted', 'state', 'granted_state'), ('granted', 'law', 'granted_laws'),
                ('granted', 'county_set', 'null')
            ] %}
                {
                    'metric': '{{ metric }}', 'is_so': flags & {{ bits[metric] }} > 0, 'group_by': '{{ kind }}',
                    'group_code': {{ part }}
                }{% if not loop.last %},{% endif %}
            {% endfor %}
        ], recursive := true)
    from labels

),

labels_of_things as (

    select
        parts.* exclude (kinds, is_so),
        people.kinds
    from parts_of_labels as parts
    inner join kinds_of_entity as people on parts.kind_of_entity = people.kind_of_unit
    where parts.kinds is null and parts.is_so and parts.group_by <> 'county_set'

),

numbers_of_parts as (

    select
        labels.unit,
        labels.metric,
        labels.group_by,
        case when labels.group_by = 'county_set' then people.county_set else labels.group_code end as group_code,
        people.people as count,
        people.people
    from parts_of_labels as labels
    inner join living_people as people on labels.kinds = people.kinds
    where labels.is_so
    union all
    select
        labels.unit,
        labels.metric,
        labels.group_by,
        labels.group_code,
        things.count,
        0 as people
    from labels_of_things as labels
    inner join (
        select
            kind_of_unit,
            count(*) as count
        from living
        group by kind_of_unit
    ) as things on labels.kind_of_entity = things.kind_of_unit and labels.kinds is null
    union all
    select
        labels.unit,
        labels.metric,
        labels.group_by,
        labels.group_code,
        0 as count,
        people.people
    from (select distinct * exclude (kind_of_entity) from labels_of_things) as labels
    inner join living_people as people on labels.kinds = people.kinds
    union all
    -- (Things by county are levels of counties.)
    select
        unit,
        metric,
        'county_set' as group_by,
        place as group_code,
        count,
        people
    from levels
    where
        unit <> 'people'
        and place <> 'STATEWIDE'
        and law = 'ALL'
        and status = 'living'
        and group_by = 'all'
        and metric in ('eligible', 'eligible_later', 'filed', 'granted')
        and count > 0

),

parts as (

    select
        unit,
        'living' as status,
        'STATEWIDE' as place,
        'ALL' as law,
        metric,
        group_by,
        group_code,
        sum(count) as count,
        sum(people) as people
    from numbers_of_parts
    group by all

),

every_row as (

    select * from levels
    union all by name
    select * from parts

)

-- (What was determined knows of no ledger.)
{{ as_metrics('every_row', "case when group_by = 'state' or metric in ('became_eligible', 'filed', 'granted') then "
    ~ last_ledger_event() ~ " end") }}
