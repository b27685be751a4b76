{{ config(tags=['central', 'scenario']) }}
{% set best_first = ['eligible', 'not_yet', 'review', 'undeterminable', 'ineligible', 'already_relieved'] %}
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
        groups.place,
        groups.race_group as race,
        groups.sex_group as sex,
        groups.age_band as age,
        groups.vital_status as status
    from findings
    inner join {{ ref('relief_groups') }} as groups on findings.unit_id = groups.unit_id

),

kinds_of_people as (

    select
        *,
        row_number() over (order by race, sex, age, status) as kind_of_person
    from (
        select distinct
            race,
            sex,
            age,
            status
        from placed
    ) as every_kind

),

-- (Outcomes as bits, the best one the lowest: a person has several.)
outcomes_as_bits as (

    select
        outcome,
        cast(1 as bigint) << number as bit
    from (
        values
        {% for outcome in best_first %}
            ('{{ outcome }}', {{ loop.index0 }}){% if not loop.last %},{% endif %}
        {% endfor %}
    ) as every_outcome (outcome, number)

),

determined as (

    select
        placed.remedy_id,
        placed.person_id,
        kinds.kind_of_person,
        placed.place,
        outcomes.bit
    from placed
    inner join outcomes_as_bits as outcomes on placed.outcome = outcomes.outcome
    inner join kinds_of_people as kinds
        on placed.race = kinds.race
        and placed.sex = kinds.sex
        and placed.age = kinds.age
        and placed.status = kinds.status

),

people_in_places as (

    select
        remedy_id,
        place,
        person_id,
        any_value(kind_of_person) as kind_of_person,
        bit_or(bit) as bits
    from determined
    group by remedy_id, place, person_id

),

people_alike as (

    select
        remedy_id,
        place,
        kind_of_person,
        bits,
        count(*) as people
    from people_in_places
    group by remedy_id, place, kind_of_person, bits
    union all
    select
        remedy_id,
        'STATEWIDE' as place,
        kind_of_person,
        bits,
        count(*) as people
    from (
        select
            remedy_id,
            any_value(kind_of_person) as kind_of_person,
            bit_or(bits) as bits
        from people_in_places
        group by remedy_id, person_id
    ) as people
    group by remedy_id, kind_of_person, bits

),

determined_alike as (

    select
        remedy_id,
        unnest([place, 'STATEWIDE']) as place,
        kind_of_person,
        bit,
        count
    from (
        select
            remedy_id,
            place,
            kind_of_person,
            bit,
            count(*) as count
        from determined
        group by remedy_id, place, kind_of_person, bit
    ) as alike

),

numbered_cells as (

    select
        'determinations' as unit,
        remedy_id,
        place,
        kind_of_person,
        bit,
        count,
        0 as people
    from determined_alike
    union all
    select
        'determinations' as unit,
        remedy_id,
        place,
        kind_of_person,
        null as bit,
        count,
        0 as people
    from determined_alike
    union all
    select
        'determinations' as unit,
        people.remedy_id,
        people.place,
        people.kind_of_person,
        outcomes.bit,
        0 as count,
        people.people
    from people_alike as people
    inner join outcomes_as_bits as outcomes on people.bits & outcomes.bit > 0
    union all
    select
        'determinations' as unit,
        remedy_id,
        place,
        kind_of_person,
        null as bit,
        0 as count,
        people
    from people_alike
    union all
    select
        'people' as unit,
        remedy_id,
        place,
        kind_of_person,
        bits & -bits as bit,
        people as count,
        people
    from people_alike
    union all
    select
        'people' as unit,
        remedy_id,
        place,
        kind_of_person,
        null as bit,
        people as count,
        people
    from people_alike

),

cells as (

    select
        cells.unit,
        cells.remedy_id as law,
        cells.place,
        kinds.race,
        kinds.sex,
        kinds.age,
        kinds.status,
        coalesce(outcomes.outcome, 'all') as variant,
        cells.count,
        cells.people
    from (
        select
            unit,
            remedy_id,
            place,
            kind_of_person,
            bit,
            sum(count) as count,
            sum(people) as people
        from numbered_cells
        group by unit, remedy_id, place, kind_of_person, bit
    ) as cells
    inner join kinds_of_people as kinds on cells.kind_of_person = kinds.kind_of_person
    left join outcomes_as_bits as outcomes on cells.bit = outcomes.bit

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
        where decided_by is not null
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
    where is_held_up_by_missing_file
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
