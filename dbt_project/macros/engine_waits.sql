{#-
When the waits of a path are over, as CTEs: `clock_days` (unit_number, clock_number, earliest, latest ...), `waits`,
`wait_rows` (statuses) and `spans` (all waits of a path together). Needs the CTEs of engine_facts() and `candidates`.
-#}
{% macro engine_waits() -%}
-- Clocks: the latest of the days that a wait runs from. The earliest it can be counts what is sure, the latest all.
clocks_asked as (

    select distinct
        candidates.unit_number,
        candidates.person_number,
        asked.clock_number
    from candidates
    inner join (
        select
            path_number,
            clock_number
        from law_elements
        where clock_number is not null
        union
        select
            path_number,
            after_clock_number
        from law_elements
        where after_clock_number is not null
    ) as asked on candidates.path_number = asked.path_number

),

clock_days_of_units as (

    select
        asked.unit_number,
        asked.clock_number,
        max(days.day_earliest) as earliest,
        max(days.day_latest) as latest,
        -- (An event without a row did not happen; one whose last day is null happened on a day that is not known.)
        bool_or(days.unit_number is not null and days.day_latest is null) as has_open_day,
        bool_or(clocks.is_required and days.unit_number is null) as is_missing,
        min(days.valid_until) as valid_until,
        arg_max(days.source, row(days.day_latest, days.source)) filter (where days.day_latest is not null) as source,
        cast(null as varchar[]) as rests_on
    from clocks_asked as asked
    inner join {{ ref('engine_law_clocks') }} as clocks
        on asked.clock_number = clocks.clock_number and clocks.selector_number is null
    left join unit_days as days on asked.unit_number = days.unit_number and clocks.event = days.event
    group by asked.unit_number, asked.clock_number

),

clocks_of_persons as (

    select distinct
        asked.person_number,
        clocks.clock_number,
        clocks.event,
        clocks.selector_number,
        clocks.is_required
    from clocks_asked as asked
    inner join {{ ref('engine_law_clocks') }} as clocks
        on asked.clock_number = clocks.clock_number and clocks.selector_number is not null

),

clock_days_of_persons as (

    select
        asked.person_number,
        asked.clock_number,
        max(days.day_earliest) filter (where matches.answer = 'yes') as earliest,
        max(days.day_latest) filter (where matches.answer <> 'no') as latest,
        bool_or(matches.answer <> 'no' and days.unit_number is not null and days.day_latest is null) as has_open_day,
        bool_or(asked.is_required and coalesce(matches.answer <> 'no', true) and days.unit_number is null)
            as is_missing,
        least(min(days.valid_until), min(matches.valid_until)) as valid_until,
        arg_max(days.source, row(days.day_latest, days.source))
            filter (where matches.answer <> 'no' and days.day_latest is not null) as source,
        list_sort(list_distinct([
            arg_max(units.unit_id, row(days.day_latest, units.unit_id))
                filter (where matches.answer <> 'no' and days.day_latest is not null),
            arg_max(units.unit_id, row(days.day_earliest, units.unit_id))
                filter (where matches.answer = 'yes' and days.day_earliest is not null)
        ])) as rests_on
    from clocks_of_persons as asked
    left join matches
        on asked.person_number = matches.person_number
        and asked.selector_number = matches.selector_number
        and matches.variant = 0
    left join units on matches.unit_number = units.unit_number
    left join unit_days as days on matches.unit_number = days.unit_number and asked.event = days.event
    group by asked.person_number, asked.clock_number

),

clock_days as (

    select
        asked.unit_number,
        asked.clock_number,
        greatest(own.earliest, persons.earliest) as earliest,
        case
            when not coalesce(own.has_open_day, false) and not coalesce(persons.has_open_day, false)
                then greatest(own.latest, persons.latest)
        end as latest,
        coalesce(own.has_open_day, false) or coalesce(persons.has_open_day, false) as has_open_day,
        coalesce(own.is_missing, false) or coalesce(persons.is_missing, false) as is_missing,
        least(own.valid_until, persons.valid_until) as valid_until,
        case when coalesce(persons.latest > own.latest, own.latest is null) then persons.source else own.source end
            as source,
        persons.rests_on
    from clocks_asked as asked
    left join clock_days_of_units as own
        on asked.unit_number = own.unit_number and asked.clock_number = own.clock_number
    left join clock_days_of_persons as persons
        on asked.person_number = persons.person_number and asked.clock_number = persons.clock_number

),

-- Waits; one that a later unit restarts is worked out unit after unit, in the order of their dispositions.
restarting as (

    select
        candidates.unit_number,
        candidates.path_number,
        candidates.variant,
        elements.element_number,
        clock_days.earliest,
        clock_days.latest,
        -- (Nothing falls due before the law is in force.)
        greatest(max(floors.operative_from), any_value(law_paths.effective_from)) as floor,
        any_value(elements.years) as years,
        any_value(elements.months) as months,
        any_value(elements.days) as days,
        any_value(elements.is_day_after) as is_day_after
    from {{ engine_asked(['wait']) }} and elements.is_restarted
    inner join clock_days
        on candidates.unit_number = clock_days.unit_number and elements.clock_number = clock_days.clock_number
    inner join law_paths on candidates.path_number = law_paths.path_number
    left join law_elements as floors on elements.path_number = floors.path_number and floors.type = 'operative'
    group by
        candidates.unit_number, candidates.path_number, candidates.variant, elements.element_number,
        clock_days.earliest, clock_days.latest

),

later_units as (

    select
        restarting.*,
        others.unit_id,
        others.unit_number as other_number,
        matches.answer,
        matches.valid_until,
        others.disposition_earliest,
        others.disposition_latest,
        own.disposition_earliest as seen_earliest,
        own.disposition_latest as seen_latest,
        elements.clock_number
    from restarting
    inner join law_elements as elements on restarting.element_number = elements.element_number
    inner join law_paths on restarting.path_number = law_paths.path_number
    inner join units as own on restarting.unit_number = own.unit_number
    inner join matches
        on own.person_number = matches.person_number
        and law_paths.restarts_number = matches.selector_number
        and matches.variant = 0
        and matches.answer <> 'no'
        and restarting.unit_number <> matches.unit_number
    inner join units as others on matches.unit_number = others.unit_number
    where coalesce(others.disposition_latest > own.disposition_earliest, true)

),

restarts as (

    select
        later.unit_number,
        later.path_number,
        later.variant,
        later.element_number,
        later.unit_id,
        any_value(later.answer) as answer,
        any_value(later.valid_until) as valid_until,
        any_value(later.disposition_earliest) as disposition_earliest,
        any_value(later.disposition_latest) as disposition_latest,
        any_value(later.seen_earliest) as seen_earliest,
        any_value(later.seen_latest) as seen_latest,
        max(days.day_earliest) as earliest,
        max(days.day_latest) as latest
    from later_units as later
    left join {{ ref('engine_law_clocks') }} as clocks
        on later.clock_number = clocks.clock_number and clocks.selector_number is null
    left join unit_days as days on later.other_number = days.unit_number and clocks.event = days.event
    group by later.unit_number, later.path_number, later.variant, later.element_number, later.unit_id

),

{% set steps = {
    'earliest': 'answer = \'yes\' and disposition_earliest > seen_latest',
    'latest': 'coalesce(disposition_latest > seen_earliest, true)',
} -%}
restarts_in_order as (

    select
        unit_number,
        path_number,
        variant,
        element_number,
        {% for side, counts in steps.items() -%}
            list(
                struct_pack(seen := disposition_{{ 'latest' if side == 'earliest' else 'earliest' }}, starts := {{ side }})
                order by disposition_{{ side }} nulls first, unit_id
            ) filter (where {{ counts }} and {{ side }} is not null) as {{ side }}_steps,
        {% endfor -%}
        bool_or(latest is null) as has_open_day,
        min(valid_until) as valid_until,
        list(unit_id order by unit_id) as rests_on
    from restarts
    group by unit_number, path_number, variant, element_number

),

-- (Each step is taken from where the one before it left the wait: `starts` is its new beginning.)
restarted as (

    select
        restarting.unit_number,
        restarting.path_number,
        restarting.variant,
        restarting.element_number,
        {% for side in steps -%}
            list_reduce(
                coalesce(steps.{{ side }}_steps, []),
                lambda wait, step: struct_pack(
                    seen := step.seen,
                    starts := case
                        when coalesce(step.seen < greatest(
                            {{ engine_over_on('wait.starts', 'years', 'months', 'days', 'is_day_after') }}, floor
                        ), true)
                            then greatest(wait.starts, step.starts)
                        else wait.starts
                    end
                ),
                struct_pack(seen := restarting.{{ side }}, starts := restarting.{{ side }})
            ).starts as {{ side }},
        {% endfor -%}
        steps.has_open_day,
        steps.valid_until,
        steps.rests_on
    from restarting
    inner join restarts_in_order as steps
        on restarting.unit_number = steps.unit_number
        and restarting.path_number = steps.path_number
        and restarting.variant = steps.variant
        and restarting.element_number = steps.element_number

),

wait_days as (

    select
        {{ engine_key() }}
        elements.required_if,
        elements.as_of_date,
        coalesce(restarted.earliest, clock_days.earliest) as starts_earliest,
        case when not coalesce(restarted.has_open_day, false) then coalesce(restarted.latest, clock_days.latest) end
            as starts_latest,
        clock_days.has_open_day or coalesce(restarted.has_open_day, false) as has_open_day,
        clock_days.is_missing,
        coalesce(clock_days.earliest, clock_days.latest) is null
        and not clock_days.is_missing
        and not clock_days.has_open_day as is_empty,
        least(clock_days.valid_until, restarted.valid_until) as clock_until,
        coalesce(clock_days.source, 'history') as source,
        list_concat(clock_days.rests_on, restarted.rests_on) as rests_on,
        elements.years,
        elements.months,
        elements.days,
        elements.is_day_after
    from {{ engine_asked(['wait']) }}
    inner join clock_days
        on candidates.unit_number = clock_days.unit_number and elements.clock_number = clock_days.clock_number
    left join restarted
        on elements.is_restarted
        and candidates.unit_number = restarted.unit_number
        and candidates.path_number = restarted.path_number
        and candidates.variant = restarted.variant
        and elements.element_number = restarted.element_number

),

waits as (

    select
        *,
        {{ engine_over_on('starts_earliest', 'years', 'months', 'days', 'is_day_after') }} as over_earliest,
        {{ engine_over_on('starts_latest', 'years', 'months', 'days', 'is_day_after') }} as over_latest
    from wait_days

),

waits_judged as (

    select
        *,
        case
            when is_empty then 'met'
            when is_missing then 'unknown'
            when as_of_date >= over_latest then 'met'
            when as_of_date < over_earliest then 'not_yet'
            else 'unknown'
        end as status_if_required
    from waits

),

wait_rows as (

    select
        unit_number,
        person_number,
        path_number,
        variant,
        element_number,
        case
            when required_if = 'false' then 'met'
            when coalesce(required_if, 'true') <> 'true' and status_if_required <> 'met' then 'unknown'
            else status_if_required
        end as status,
        case when coalesce(required_if, 'true') <> 'false' and not has_open_day then over_latest end as over_on,
        case
            when coalesce(required_if, 'true') = 'false' then null
            else least(
                    clock_until,
                    case when as_of_date < over_earliest and not is_missing then over_earliest end,
                    case when as_of_date < over_latest and not is_missing then over_latest end
                )
        end as valid_until,
        source,
        rests_on,
        cast(null as ubigint[]) as asks_about
    from waits_judged

),

-- The time of all waits of a path together.
spans as (

    select
        unit_number,
        path_number,
        variant,
        max(starts_earliest) as starts_earliest,
        max(starts_latest) as starts_latest,
        max(over_earliest) as over_earliest,
        max(over_latest) as over_latest
    from waits
    group by unit_number, path_number, variant

)
{%- endmacro %}
