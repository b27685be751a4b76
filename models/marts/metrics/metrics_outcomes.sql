{{ config(tags=['central', 'scenario']) }}
-- (Grouping sets of DuckDB are not read by sqlfluff.) -- noqa: disable=PRS,ST03
{% set best_first = "enum('eligible', 'not_yet', 'review', 'undeterminable', 'ineligible', 'already_relieved')" %}
with findings as (

    select
        charge_id as unit_id,
        'convictions' as unit,
        remedy_id,
        outcome,
        decided_by,
        is_held_up_by_missing_file
    from {{ rule('findings') }}
    union all by name
    select
        arrest_id as unit_id,
        'arrests' as unit,
        remedy_id,
        outcome
    from {{ rule('arrest_findings') }}

),

placed as (

    select
        findings.*,
        groups.person_id,
        groups.race_group as race,
        groups.sex_group as sex,
        groups.age_band as age,
        groups.vital_status as status,
        unnest([groups.place, 'STATEWIDE']) as place
    from findings
    inner join {{ ref('relief_groups') }} as groups on findings.unit_id = groups.unit_id

),

best as (

    select
        remedy_id,
        place,
        person_id,
        race,
        sex,
        age,
        status,
        cast(min(cast(outcome as {{ best_first }})) as varchar) as outcome
    from placed
    group by all

),

cells as (

    select
        'determinations' as unit,
        remedy_id as law,
        place,
        race,
        sex,
        age,
        status,
        coalesce(outcome, 'all') as variant,
        count(*) as count,
        count(distinct person_id) as people
    from placed
    group by {{ grouped_by_sets(['remedy_id', 'place', 'race', 'sex', 'age', 'status'], [['outcome'], []]) }}
    union all
    select
        'people' as unit,
        remedy_id as law,
        place,
        race,
        sex,
        age,
        status,
        coalesce(outcome, 'all') as variant,
        count(*) as count,
        count(*) as people
    from best
    group by {{ grouped_by_sets(['remedy_id', 'place', 'race', 'sex', 'age', 'status'], [['outcome'], []]) }}

),

grouped as (

    select
        cells.unit,
        cells.law,
        cells.place,
        cells.status,
        cells.variant,
        groups.group_by,
        case groups.group_by
            when 'race' then cells.race when 'sex' then cells.sex when 'age' then cells.age else 'all'
        end as group_code,
        sum(cells.count) as count,
        sum(cells.people) as people
    from cells
    cross join (values ('all'), ('race'), ('sex'), ('age')) as groups (group_by)
    group by all

),

outcomes as (

    select
        'outcome' as metric,
        parts.*,
        'determined' as denominator_name,
        whole.count as denominator,
        whole.people as denominator_people,
        {{ metric_id(["'outcomes'", 'parts.law', 'parts.place', 'parts.group_by', 'parts.group_code', 'parts.status',
            'parts.variant', 'parts.unit']) }} as figure_id
    from grouped as parts
    inner join grouped as whole
        on
        whole.variant = 'all'
        {% for name in ['unit', 'law', 'place', 'status', 'group_by', 'group_code'] %}
            and parts.{{ name }} = whole.{{ name }}
        {% endfor %}

),

of_the_state as (

    select
        *,
        sum(count) over (partition by law, unit, status) as denominator
    from (
        select
            'decided_by' as metric,
            'determinations' as unit,
            remedy_id as law,
            decided_by as variant,
            status,
            'determined' as denominator_name,
            count(*) as count,
            count(distinct person_id) as people
        from placed
        where place = 'STATEWIDE' and decided_by is not null
        group by all
    ) as decided
    union all by name
    select
        'held_up_by_missing_file' as metric,
        unit,
        remedy_id as law,
        status,
        count(*) as count,
        count(distinct person_id) as people
    from placed
    where place = 'STATEWIDE' and is_held_up_by_missing_file
    group by all

),

hints as (

    select
        hints.hint_id,
        hints.person_id,
        hints.is_within_reach,
        case when people.is_deceased then 'deceased' else 'living' end as status
    from (
        {% for rows in ['petition_hints', 'arrest_petition_hints'] %}
            select
                hint_id,
                person_id,
                is_within_reach
            from {{ rule(rows) }}
            {% if not loop.last %}union all{% endif %}
        {% endfor %}
    ) as hints
    inner join {{ ref('int_people') }} as people on hints.person_id = people.person_id

),

within_reach as (

    select
        'petition_hint' as metric,
        case petitions.unit when 'arrest' then 'arrests' else 'convictions' end as unit,
        petitions.remedy_id as law,
        statuses.status,
        count(hints.person_id) filter (where hints.is_within_reach = 'yes') as count,
        count(distinct hints.person_id) filter (where hints.is_within_reach = 'yes') as people,
        count(hints.person_id) filter (where hints.is_within_reach = 'unknown') as not_known,
        count(distinct hints.person_id) filter (where hints.is_within_reach = 'unknown') as not_known_people
    from {{ law('petitions') }} as petitions
    cross join (values ('living'), ('deceased')) as statuses (status)
    left join hints on petitions.remedy_id = hints.hint_id and statuses.status = hints.status
    group by all

),

every_row as (

    select * from outcomes
    union all by name
    select
        *,
        'STATEWIDE' as place,
        'all' as group_by,
        'all' as group_code
    from (
        select * from of_the_state
        union all by name
        select * from within_reach
    ) as statewide

)

{{ as_metrics('every_row', 'null') }}
