{{ config(tags=['central', 'metrics', 'scenario']) }}
{% set step_of = {
    'eligible': 'not_proposed', 'already_relieved': 'relieved_before', 'review': 'review',
    'undeterminable': 'missing_fact', 'not_yet': 'eligible_later', 'ineligible': 'not_eligible'
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
        min(case findings.outcome
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
stood as (

    select
        relief_by,
        person_id,
        vital_status,
        unnest([place, 'STATEWIDE']) as in_place,
        step as last_step,
        since
    from standing

),

passed as (

    select
        stood.*,
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
        ], lambda step: step is not null)) as step,
        greatest(run_parameters.as_of_date, last_event.moved_on) as until
    from stood
    cross join {{ source('intake', 'run_parameters') }} as run_parameters
    cross join {{ source('ledger', 'last_event') }} as last_event

),

counted as (

    select
        passed.relief_by,
        passed.in_place as place,
        passed.step,
        statuses.status,
        count(*) as count,
        count(distinct passed.person_id) as people,
        count(*) filter (where passed.step = passed.last_step and passed.since is not null) as with_day,
        count(distinct passed.person_id) filter (where passed.step = passed.last_step and passed.since is not null)
            as with_day_people,
        median(greatest(passed.until - passed.since, 0)) filter (where passed.step = passed.last_step) as median_days,
        max(greatest(passed.until - passed.since, 0)) filter (where passed.step = passed.last_step) as oldest_days
    from passed
    inner join (values ('all'), ('living'), ('deceased')) as statuses (status)
        on statuses.status in ('all', passed.vital_status)
    group by all

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
        null as value,
        {{ metric_id(["'funnel'", 'law', 'place', 'variant', "nullif(status, 'all')"]) }} as figure_id
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
