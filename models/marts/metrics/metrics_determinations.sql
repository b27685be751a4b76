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
{% set sets = [[], ['place'], ['offense_group'], ['place', 'offense_group'], ['year'], ['place', 'year']] %}
with determined as (

    select
        *,
        {% for step, is_so in steps.items() %}
            {{ is_so }} as {{ step }}{% if not loop.last %},{% endif %}
        {% endfor %}
    from {{ ref('metric_subjects') }}

),

-- (What people are counted by, under one number, and flags as bits: what is grouped is narrow.)
kinds_of_people as (

    select
        *,
        row_number() over (order by status, race, sex, age) as kind_of_person
    from (
        select distinct
            status,
            race,
            sex,
            age
        from determined
    ) as kinds

),

-- Each thing once under each law, and once under all laws.
things_by_law as (

    select
        determined.unit,
        determined.unit_id,
        determined.remedy_id as law,
        determined.person_id,
        kinds.kind_of_person,
        determined.place,
        determined.offense_group,
        determined.year,
        {% for step in steps %}
            case when determined.{{ step }} then {{ bits[step] }} else 0 end
            {%- if not loop.last %} + {% endif %}
        {% endfor %} as flags
    from determined
    inner join kinds_of_people as kinds
        on determined.status is not distinct from kinds.status
        and determined.race is not distinct from kinds.race
        and determined.sex is not distinct from kinds.sex
        and determined.age is not distinct from kinds.age

),

things as (

    select
        unit,
        law,
        person_id,
        kind_of_person,
        place,
        offense_group,
        year,
        case
            when flags & {{ bits['in_review'] + bits['undeterminable'] }} > 0
                then flags | {{ bits['perhaps_eligible'] }}
            else flags
        end as flags
    from things_by_law
    union all
    select
        unit,
        'ALL' as law,
        any_value(person_id) as person_id,
        any_value(kind_of_person) as kind_of_person,
        any_value(place) as place,
        any_value(offense_group) as offense_group,
        any_value(year) as year,
        case
            when bit_or(flags) & {{ bits['eligible'] }} = 0
                and bit_or(flags) & {{ bits['in_review'] + bits['undeterminable'] }} > 0
                then bit_or(flags) | {{ bits['perhaps_eligible'] }}
            else bit_or(flags)
        end as flags
    from things_by_law
    group by unit, unit_id

),

-- Each person once in the state, county, offense group and year: with such things, and with any.
people as (

    select
        unit,
        law,
        place,
        offense_group,
        year,
        any_value(kind_of_person) as kind_of_person,
        case
            when unit = 'people' and bit_or(flags) & {{ bits['eligible'] }} > 0
                then bit_or(flags) & {{ bits['perhaps_eligible'] - 1 }}
            else bit_or(flags)
        end as flags
    from (
        select * from things
        union all
        select * replace ('people' as unit) from things
    ) as things_and_people
    group by {{ grouped_by_sets(['unit', 'person_id', 'law'], sets) }}

),

numbered_cells as (

    {% for rows in ['things', 'people'] %}
        select
            '{{ rows }}' as counted,
            unit,
            kind_of_person,
            law,
            coalesce(place, 'STATEWIDE') as in_place,
            offense_group,
            year,
            {% for flag in flags %}
                count(*) filter (where flags & {{ bits[flag] }} > 0) as {{ flag }}{% if not loop.last %},{% endif %}
            {% endfor %}
        from {{ rows }}
        group by {{ grouped_by_sets(
            ['unit', 'kind_of_person', 'law'],
            sets if rows == 'things' else [['place', 'offense_group', 'year']]
        ) }}
        {% if not loop.last %}union all{% endif %}
    {% endfor %}

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

-- (People of two cells are different people. There are no figures by county, law and group of offenses.)
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
    from (select * exclude (in_place), in_place as place from cells) as cells
    inner join {{ every_group() }} on {{ is_told_by('cells') }}
    where cells.law = 'ALL' or cells.place = 'STATEWIDE' or (cells.offense_group is null and cells.year is null)
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

entities as (

    select
        *,
        unit_id as entity
    from determined
    union all
    select
        * replace ('people' as unit),
        person_id as entity
    from determined

),

labels as (

    select
        unit,
        entity,
        any_value(person_id) as person_id,
        case when count(distinct place) = 1 then min(place) else 'several counties' end as county_set,
        string_agg(distinct remedy_id, ' and ' order by remedy_id) filter (where outcome = 'eligible') as eligible_laws,
        arg_max(ledger_state, state_order) filter (where outcome = 'eligible') as eligible_state,
        bool_or(eligible) as eligible,
        bool_or(eligible_later) as eligible_later,
        coalesce(cast(min(year(eligible_on)) filter (where outcome = 'not_yet') as varchar), 'day not known')
            as due_year,
        bool_or(in_review) as in_review,
        list_sort(list(distinct coalesce(deciding_element, 'the finding itself')) filter (where outcome = 'review'))
            as review_facts,
        bool_or(undeterminable) as undeterminable,
        list_sort(
            list(distinct coalesce(deciding_element, 'the finding itself')) filter (where outcome = 'undeterminable')
        ) as missing_facts,
        bool_or(filed) as filed,
        arg_max(ledger_state, state_order) filter (where is_filed) as filed_state,
        bool_or(granted) as granted,
        arg_max(ledger_state, state_order) filter (where is_given) as granted_state,
        string_agg(distinct remedy_id, ' and ' order by remedy_id) filter (where is_given) as granted_laws
    from entities
    where status = 'living'
    group by unit, entity

),

parts as (

    select
        parts.unit,
        'living' as status,
        'STATEWIDE' as place,
        'ALL' as law,
        parts.one.metric,
        parts.one.group_by,
        parts.one.group_code,
        count(*) as count,
        count(distinct parts.person_id) as people
    from (
        select
            unit,
            person_id,
            unnest([
                {% for metric, kind, part in [
                    ('eligible', 'law', 'eligible_laws'), ('eligible', 'state', 'eligible_state'),
                    ('eligible', 'county_set', 'county_set'), ('eligible_later', 'year_due', 'due_year'),
                    ('eligible_later', 'county_set', 'county_set'),
                    ('in_review', 'fact',
                        "case when len(review_facts) = 1 then review_facts[1] else 'several facts' end"),
                    ('undeterminable', 'fact',
                        "case when len(missing_facts) = 1 then missing_facts[1] else 'several facts' end"),
                    ('filed', 'state', 'filed_state'), ('filed', 'county_set', 'county_set'),
                    ('granted', 'state', 'granted_state'), ('granted', 'law', 'granted_laws'),
                    ('granted', 'county_set', 'county_set')
                ] %}
                    {
                        'metric': '{{ metric }}', 'is_so': {{ metric }}, 'group_by': '{{ kind }}',
                        'group_code': {{ part }}
                    }{% if not loop.last %},{% endif %}
                {% endfor %}
            ]) as one
        from labels
    ) as parts
    where parts.one.is_so
    group by all

),

every_row as (

    select * from levels
    union all by name
    select * from parts

),

named as (

    select
        *,
        {{ level_id(["'levels'", 'metric', 'unit']) }} as figure_id
    from every_row

)

-- (What was determined knows of no ledger.)
{{ as_metrics('named', "case when group_by = 'state' or metric in ('became_eligible', 'filed', 'granted') then "
    ~ last_ledger_event() ~ " end") }}
