{#-
When the waits of a path are over, as CTEs: `clock_days` (unit_number, clock_number, earliest, latest ...), `waits`,
`wait_rows` (statuses) and `spans` (all waits of a path together). Needs the CTEs of engine_facts() and `candidates`.
-#}
{% macro engine_waits() -%}
-- Clocks: the latest of the days that a wait runs from. The earliest it can be counts what is sure, the latest all. The
-- days are those of the unit itself (subject_number: of the unit), or of the person's units of a kind (of the person).
clocks_asked as (
    select distinct candidates.unit_number, candidates.person_number, asked.clock_number
    from candidates
    inner join (
        select path_number, unnest([clock_number, after_clock_number]) as clock_number from law_elements
    ) as asked on candidates.path_number = asked.path_number and asked.clock_number is not null
),

clock_subjects as (
    select distinct
        case when clocks.selector_number is null then asked.unit_number else asked.person_number end as subject_number,
        clocks.*
    from clocks_asked as asked
    inner join {{ ref('engine_law_clocks') }} as clocks using (clock_number)
),

clock_units as (
    select person_number as subject_number, selector_number, unit_number, answer, valid_until
    from matches
    where variant = 0 and selector_number in (select clocks.selector_number from clock_subjects as clocks)
    union all by name
    select unit_number as subject_number, unit_number, {{ as_answer("'yes'") }} as answer from units
),

-- (An event without a row did not happen; one whose last day is null happened on a day that is not known.)
clock_days_of_subjects as (
    select
        asked.subject_number, asked.clock_number,
        max(days.day_earliest) filter (where counted.answer = 'yes') as earliest,
        max(days.day_latest) filter (where counted.answer <> 'no') as latest,
        coalesce(bool_or(counted.answer <> 'no' and days.unit_number is not null and days.day_latest is null), false)
            as has_open_day,
        bool_or(asked.is_required and coalesce(counted.answer <> 'no', true) and days.unit_number is null) as is_missing,
        least(min(days.valid_until), min(counted.valid_until)) as valid_until,
        arg_max(days.source, row(days.day_latest, days.source))
            filter (where counted.answer <> 'no' and days.day_latest is not null) as source,
        list_sort(list_distinct([
            arg_max(units.unit_id, row(days.day_latest, units.unit_id))
                filter (where counted.answer <> 'no' and days.day_latest is not null),
            arg_max(units.unit_id, row(days.day_earliest, units.unit_id))
                filter (where counted.answer = 'yes' and days.day_earliest is not null)
        ])) as rests_on
    from clock_subjects as asked
    left join clock_units as counted
        on asked.subject_number = counted.subject_number
        and asked.selector_number is not distinct from counted.selector_number
    left join units on counted.unit_number = units.unit_number and asked.selector_number is not null
    left join unit_days as days on counted.unit_number = days.unit_number and asked.event = days.event
    group by asked.subject_number, asked.clock_number
),

clock_days as (
    select
        asked.unit_number, asked.clock_number,
        greatest(own.earliest, others.earliest) as earliest,
        coalesce(own.has_open_day, false) or coalesce(others.has_open_day, false) as has_open_day,
        case
            when not coalesce(own.has_open_day, false) and not coalesce(others.has_open_day, false)
                then greatest(own.latest, others.latest)
        end as latest,
        coalesce(own.is_missing, false) or coalesce(others.is_missing, false) as is_missing,
        least(own.valid_until, others.valid_until) as valid_until,
        case when coalesce(others.latest > own.latest, own.latest is null) then others.source else own.source end
            as source,
        others.rests_on
    from clocks_asked as asked
    left join clock_days_of_subjects as own
        on asked.unit_number = own.subject_number and asked.clock_number = own.clock_number
    left join clock_days_of_subjects as others
        on asked.person_number = others.subject_number and asked.clock_number = others.clock_number
),

-- A wait that a later unit restarts is worked out unit after unit, in the order of their dispositions. Nothing falls
-- due before the law is in force.
restarting as (
    select
        {{ engine_key() }}
        candidates.unit_number, candidates.person_number,
        law_paths.restarts_number,
        elements.clock_number, elements.years, elements.months, elements.days, elements.is_day_after,
        clock_days.earliest,
        case when clock_days.has_open_day then cast('infinity' as date) else clock_days.latest end as latest,
        own.disposition_earliest as seen_earliest, own.disposition_latest as seen_latest,
        greatest(law_paths.effective_from, (
            select max(floors.operative_from)
            from law_elements as floors
            where floors.path_number = elements.path_number and floors.type = 'operative'
        )) as floor
    from {{ engine_asked(['wait']) }} and elements.is_restarted
    inner join clock_days using (unit_number, clock_number)
    inner join law_paths on candidates.path_number = law_paths.path_number
    inner join units as own using (unit_number)
),

restarts as (
    select
        restarting.candidate_number, restarting.element_number, units.unit_id,
        matches.answer = 'yes' and units.disposition_earliest > restarting.seen_latest as is_surely_later,
        matches.valid_until, units.disposition_earliest, units.disposition_latest,
        max(days.day_earliest) as earliest,
        max(days.day_latest) as latest
    from restarting
    inner join matches
        on restarting.person_number = matches.person_number and restarting.restarts_number = matches.selector_number
        and matches.variant = 0 and matches.answer <> 'no' and restarting.unit_number <> matches.unit_number
    inner join units
        on matches.unit_number = units.unit_number
        and coalesce(units.disposition_latest > restarting.seen_earliest, true)
    left join {{ ref('engine_law_clocks') }} as clocks
        on restarting.clock_number = clocks.clock_number and clocks.selector_number is null
    left join unit_days as days on units.unit_number = days.unit_number and clocks.event = days.event
    group by all
),

{% set sides = ['earliest', 'latest'] -%}
restarts_in_order as (
    select
        candidate_number, element_number,
        list(
            struct_pack(seen := disposition_latest, starts := earliest)
            order by disposition_earliest nulls first, unit_id
        ) filter (where is_surely_later and earliest is not null) as earliest_steps,
        -- (One whose clock has no day on record leaves the end open, if it comes before the end.)
        list(
            struct_pack(seen := disposition_earliest, starts := coalesce(latest, cast('infinity' as date)))
            order by disposition_latest nulls first, unit_id
        ) as latest_steps,
        min(valid_until) as valid_until,
        list(unit_id order by unit_id) as rests_on
    from restarts
    group by candidate_number, element_number
),

-- (Each step is taken from where the one before it left the wait: `starts` is its new beginning.)
restarted as (
    select
        restarting.candidate_number, restarting.element_number,
        {% for side in sides -%}
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
                struct_pack(seen := restarting.seen_{{ side }}, starts := restarting.{{ side }})
            ).starts as {{ side }},
        {% endfor -%}
        steps.* exclude (candidate_number, element_number, earliest_steps, latest_steps)
    from restarting
    inner join restarts_in_order as steps using (candidate_number, element_number)
),

waits as (
    select
        {{ engine_key() }}
        elements.required_if, elements.as_of_date,
        coalesce(restarted.earliest, clock_days.earliest) as starts_earliest,
        case when not coalesce(isinf(restarted.latest), false) then coalesce(restarted.latest, clock_days.latest) end
            as starts_latest,
        {% for side in sides -%}
            {{ engine_over_on(
                'starts_' ~ side, 'elements.years', 'elements.months', 'elements.days', 'elements.is_day_after'
            ) }} as over_{{ side }},
        {% endfor -%}
        clock_days.has_open_day or coalesce(isinf(restarted.latest), false) as has_open_day,
        clock_days.is_missing,
        coalesce(clock_days.earliest, clock_days.latest) is null
        and not clock_days.is_missing
        and not clock_days.has_open_day as is_empty,
        least(clock_days.valid_until, restarted.valid_until) as clock_until,
        clock_days.source,
        list_concat(clock_days.rests_on, restarted.rests_on) as rests_on
    from {{ engine_asked(['wait']) }}
    inner join clock_days using (unit_number, clock_number)
    left join restarted
        on elements.is_restarted and candidates.candidate_number = restarted.candidate_number
        and elements.element_number = restarted.element_number
),

-- (A wait that the law may not require, undecided: where it is not over, nobody knows.)
wait_rows as (
    select
        candidate_number, element_number,
        case
            when required_if = 'false' or is_empty then 'met'
            when is_missing then 'unknown'
            when as_of_date >= over_latest then 'met'
            when as_of_date < over_earliest and coalesce(required_if, 'true') = 'true' then 'not_yet'
            else 'unknown'
        end as status,
        case when coalesce(required_if, 'true') <> 'false' and not has_open_day then over_latest end as over_on,
        case
            when coalesce(required_if, 'true') <> 'false'
                then least(
                        clock_until,
                        case when not is_missing then {{ engine_if_to_come('over_earliest', 'as_of_date') }} end,
                        case when not is_missing then {{ engine_if_to_come('over_latest', 'as_of_date') }} end
                    )
        end as valid_until, source, rests_on
    from waits
),

-- The time of all waits of a path together.
spans as (
    select
        candidate_number,
        max(starts_earliest) as starts_earliest,
        max(starts_latest) as starts_latest,
        max(over_earliest) as over_earliest,
        max(over_latest) as over_latest
    from waits
    group by candidate_number
)
{%- endmacro %}
