{{ config(tags=['central', 'metrics', 'scenario']) }}
{% set step_of = {
    'eligible': 'not_proposed', 'already_relieved': 'relieved_before', 'review': 'review',
    'undeterminable': 'missing_fact', 'not_yet': 'eligible_later', 'ineligible': 'not_eligible'
} %}
{% set statuses = {
    'all': 'true', 'living': "vital_status = 'living'", 'deceased': "vital_status = 'deceased'"
} %}
with ways as (

    select distinct relief_by
    from {{ law('remedies') }}
    where unit <> 'arrest'

),

lines as (

    select
        lines.relief_by,
        lines.count_id,
        any_value(lines.first_unit_id) as unit_id,
        arg_max(lines.county_name, lines.step_order) as place,
        arg_max(lines.step, lines.step_order) as step,
        arg_max(lines.since, lines.step_order) as since,
        any_value(lines.first_person_id) as person_id
    from {{ ref('metric_lines') }} as lines
    inner join {{ law('remedies') }} as remedies on lines.remedy_id = remedies.remedy_id and remedies.unit <> 'arrest'
    group by lines.relief_by, lines.count_id

),

best as (

    select
        findings.charge_id,
        remedies.relief_by,
        min(case {{ counted_outcome('findings.') }}
            {% for outcome in step_of %}
                when '{{ outcome }}' then {{ loop.index }}
            {% endfor %}
        end) as place,
        min(findings.eligible_on) filter (where findings.outcome = 'eligible') as eligible_on
    from {{ rule('findings') }} as findings
    inner join {{ law('remedies') }} as remedies on findings.remedy_id = remedies.remedy_id
    group by findings.charge_id, remedies.relief_by

),

standing as (

    select
        ways.relief_by,
        groups.person_id,
        groups.vital_status,
        coalesce(lines.place, groups.place) as place,
        case
            when lines.step is not null then lines.step
            when best.place is null then 'not_in_scope'
            else list_extract({{ step_of.values() | list }}, best.place)
        end as step,
        case when lines.step is not null then lines.since when best.place = 1 then best.eligible_on end as since
    from {{ ref('relief_groups') }} as groups
    cross join ways
    left join lines on groups.unit_id = lines.unit_id and ways.relief_by = lines.relief_by
    left join best on groups.unit_id = best.charge_id and ways.relief_by = best.relief_by
    where groups.unit = 'conviction'
    union all
    select
        relief_by,
        person_id,
        'not known' as vital_status,
        place,
        step,
        since
    from lines
    where unit_id is null

),

-- The step itself and those before it.
steps as (

    select
        last_step,
        unnest(list_filter([
            'convicted',
            case when last_step = 'not_in_scope' then 'not_in_scope' else 'in_scope' end,
            case
                when last_step in ('not_eligible', 'relieved_before', 'eligible_later', 'missing_fact', 'review')
                    then last_step
                when last_step <> 'not_in_scope' then 'eligible'
            end,
            case
                when last_step in (
                        'not_proposed', 'with_us', 'prosecutor', 'court', 'state_record', 'ended', 'recorded'
                    )
                    then last_step
            end
        ], lambda step: step is not null)) as step
    from (select distinct step as last_step from standing) as every_last_step

),

-- (Steps as bits: a person is at several.)
numbered_steps as (

    select
        *,
        cast(1 as bigint) << (dense_rank() over (order by step) - 1) as bit
    from steps

),

steps_as_bits as (

    select
        last_step,
        bit_or(bit) as passed,
        coalesce(bit_or(bit) filter (where step = last_step), 0) as reached
    from numbered_steps
    group by last_step

),

stood as (

    select
        standing.relief_by,
        standing.person_id,
        standing.vital_status,
        unnest([standing.place, 'STATEWIDE']) as place,
        standing.step as last_step,
        standing.since,
        steps.passed,
        case when standing.since is null then 0 else steps.reached end as reached
    from standing
    inner join steps_as_bits as steps on standing.step = steps.last_step

),

people as (

    select
        relief_by,
        place,
        {% for status, is_so in statuses.items() %}
            coalesce(bit_or(passed) filter (where {{ is_so }}), 0) as {{ status }}_passed,
            coalesce(bit_or(reached) filter (where {{ is_so }}), 0)
                as {{ status }}_reached{% if not loop.last %},{% endif %}
        {% endfor %}
    from stood
    group by relief_by, place, person_id

),

people_alike as (

    select
        *,
        count(*) as people
    from people
    group by all

),

rows_alike as (

    select
        relief_by,
        place,
        vital_status,
        last_step,
        since,
        count(*) as count
    from stood
    group by all

),

counted_people as (

    {% for status in statuses %}
        select
            people.relief_by,
            people.place,
            steps.step,
            '{{ status }}' as status,
            sum(people.people) as people,
            sum(people.people) filter (where people.{{ status }}_reached & steps.bit > 0) as with_day_people
        from people_alike as people
        inner join (select distinct step, bit from numbered_steps) as steps
            on people.{{ status }}_passed & steps.bit > 0
        group by all
        {% if not loop.last %}union all{% endif %}
    {% endfor %}

),

counted_rows as (

    select
        alike.relief_by,
        alike.place,
        steps.step,
        statuses.status,
        sum(alike.count) as count,
        sum(alike.count) filter (where steps.step = steps.last_step and alike.since is not null) as with_day
    from rows_alike as alike
    inner join steps on alike.last_step = steps.last_step
    inner join (values ('all'), ('living'), ('deceased')) as statuses (status)
        on statuses.status in ('all', alike.vital_status)
    group by all

),

counted_days as (

    select
        alike.relief_by,
        alike.place,
        alike.last_step as step,
        statuses.status,
        median(greatest(greatest(run_parameters.as_of_date, last_event.moved_on) - alike.since, 0)) as median_days,
        max(greatest(greatest(run_parameters.as_of_date, last_event.moved_on) - alike.since, 0)) as oldest_days
    from stood as alike
    cross join {{ source('intake', 'run_parameters') }} as run_parameters
    cross join {{ source('ledger', 'last_event') }} as last_event
    inner join (values ('all'), ('living'), ('deceased')) as statuses (status)
        on statuses.status in ('all', alike.vital_status)
    where alike.since is not null
    group by all

),

counted as (

    select
        steps.relief_by,
        steps.place,
        steps.step,
        steps.status,
        steps.count,
        people.people,
        coalesce(steps.with_day, 0) as with_day,
        coalesce(people.with_day_people, 0) as with_day_people,
        days.median_days,
        days.oldest_days
    from counted_rows as steps
    inner join counted_people as people
        on steps.relief_by = people.relief_by
        and steps.place = people.place
        and steps.step = people.step
        and steps.status = people.status
    left join counted_days as days
        on steps.relief_by = days.relief_by
        and steps.place = days.place
        and steps.step = days.step
        and steps.status = days.status

),

every_row as (

    select
        'funnel' as metric,
        relief_by as law,
        step as variant,
        place,
        status,
        count,
        people,
        null as value
    from counted
    union all by name
    {% for days in ['median_days', 'oldest_days'] %}
        select
            'funnel_{{ days }}' as metric,
            relief_by as law,
            step as variant,
            place,
            status,
            with_day as count,
            with_day_people as people,
            {{ days }} as value,
            'days' as value_unit
        from counted
        where with_day > 0
        {% if not loop.last %}union all by name{% endif %}
    {% endfor %}

),

named as (

    select
        *,
        'convictions' as unit,
        'all' as group_by,
        'all' as group_code
    from every_row

)

{{ as_metrics('named', last_ledger_event()) }}
