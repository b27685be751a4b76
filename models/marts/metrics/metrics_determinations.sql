{{ config(tags=['metrics', 'scenario']) }}
-- What was determined and filed: convictions, charges without a conviction, arrests and people at each step, by county,
-- law and group. What stands in a group twice (a conviction under two laws, a person of two counties) is counted there
-- once. Then what each level adds up from: the living, each in exactly one part.
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
with entities as (

    select
        *,
        unit_id as entity
    from {{ ref('metric_subjects') }}
    union all by name
    select
        * replace ('people' as unit),
        person_id as entity
    from {{ ref('metric_subjects') }}

),

-- Each thing once in the state, county, law and group.
counted_once as (

    select
        unit,
        entity,
        person_id,
        race,
        sex,
        age,
        status,
        place as county,
        remedy_id,
        offense_group,
        year,
        {% for step, is_so in steps.items() %}
            bool_or({{ is_so }}) as {{ step }}{% if not loop.last %},{% endif %}
        {% endfor %}
    from entities
    group by
        unit, entity, person_id, race, sex, age, status,
        grouping sets (
            (), (place), (remedy_id), (place, remedy_id), (offense_group), (place, offense_group),
            (remedy_id, offense_group), (year), (place, year), (remedy_id, year)
        )

),

cells as (

    select
        unit,
        status,
        coalesce(county, 'STATEWIDE') as place,
        coalesce(remedy_id, 'ALL') as law,
        race,
        sex,
        age,
        offense_group,
        year,
        {{ count_flags(flags) }}
    from (
        select
            *,
            not eligible and (in_review or undeterminable) as perhaps_eligible
        from counted_once
    ) as entities
    group by all

),

grouped as (

    select
        cells.unit,
        cells.status,
        cells.place,
        cells.law,
        groups.group_by,
        {{ group_of('cells') }} as group_code,
        {{ sum_flags(flags) }}
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

labels as (

    select
        unit,
        entity,
        any_value(person_id) as person_id,
        case when count(distinct place) = 1 then min(place) else 'several counties' end as county_set,
        string_agg(distinct remedy_id, ' and ' order by remedy_id) filter (where outcome = 'eligible') as eligible_laws,
        arg_max(ledger_state, state_order) filter (where outcome = 'eligible') as eligible_state,
        bool_or(outcome = 'eligible') as eligible,
        bool_or(outcome = 'not_yet') as eligible_later,
        coalesce(cast(min(year(eligible_on)) filter (where outcome = 'not_yet') as varchar), 'day not known') as due_year,
        bool_or(outcome = 'review') as in_review,
        list_sort(list(distinct coalesce(deciding_element, 'the finding itself')) filter (where outcome = 'review'))
            as review_facts,
        bool_or(outcome = 'undeterminable') as undeterminable,
        list_sort(list(distinct coalesce(deciding_element, 'the finding itself'))
            filter (where outcome = 'undeterminable')) as missing_facts,
        bool_or(is_filed) as filed,
        arg_max(ledger_state, state_order) filter (where is_filed) as filed_state,
        bool_or(is_given) as granted,
        arg_max(ledger_state, state_order) filter (where is_given) as granted_state,
        string_agg(distinct remedy_id, ' and ' order by remedy_id) filter (where is_given) as granted_laws
    from entities
    where status = 'living'
    group by unit, entity

),

parts as (

    select
        unit,
        'living' as status,
        'STATEWIDE' as place,
        'ALL' as law,
        one.metric,
        one.group_by,
        one.group_code,
        count(*) as count,
        count(distinct person_id) as people
    from (
        select
            unit,
            person_id,
            unnest([
                {% for metric, kind, part in [
                    ('eligible', 'law', 'eligible_laws'), ('eligible', 'state', 'eligible_state'),
                    ('eligible', 'county_set', 'county_set'), ('eligible_later', 'year_due', 'due_year'),
                    ('eligible_later', 'county_set', 'county_set'),
                    ('in_review', 'fact', "case when len(review_facts) = 1 then review_facts[1] else 'several facts' end"),
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
    where one.is_so
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
