{#-
The status of every element of every candidate, as CTEs up to `element_rows` (unit_number, path_number, variant,
element_number, status, over_on, valid_until, source, rests_on, asks_about, is_part). A status that the law gives by
itself is no row (engine_law_elements, default_*). One CTE or two per type of element. Needs the CTEs of engine_facts()
and `candidates`.
-#}
{#- What an element asks of the candidates of its path. -#}
{% macro engine_asked(types) -%}
    candidates
    inner join law_elements as elements
        on candidates.path_number = elements.path_number
        and elements.type in ('{{ types | join("', '") }}')
{%- endmacro %}

{% macro engine_key() -%}
        candidates.unit_number,
        candidates.person_number,
        candidates.path_number,
        candidates.variant,
        elements.element_number,
{%- endmacro %}

{#- An answer as a status; and met as presumed where it rests on a presumption. -#}
{% macro engine_presumed(status, is_presumed) -%}
    case when {{ is_presumed }} and {{ status }} = 'met' then 'presumed' else {{ status }} end
{%- endmacro %}

{% macro engine_element_rows() -%}
-- 1. Clocks: the latest of the days that a wait runs from. The earliest it can be counts what is sure, the latest all.
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
        case when not bool_or(days.day_earliest is not null and days.day_latest is null) then max(days.day_latest) end
            as latest,
        bool_or(days.day_earliest is not null and days.day_latest is null) as has_open_day,
        bool_or(clocks.is_required and days.day_earliest is null and days.day_latest is null) as is_missing,
        min(days.valid_until) as valid_until,
        arg_max(days.source, days.day_latest) as source,
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
        case
            when not bool_or(
                matches.answer <> 'no' and days.day_earliest is not null and days.day_latest is null
            ) then max(days.day_latest) filter (where matches.answer <> 'no')
        end as latest,
        bool_or(matches.answer <> 'no' and days.day_earliest is not null and days.day_latest is null) as has_open_day,
        bool_or(
            asked.is_required
            and coalesce(matches.answer <> 'no', true)
            and days.day_earliest is null
            and days.day_latest is null
        ) as is_missing,
        least(min(days.valid_until), min(matches.valid_until)) as valid_until,
        arg_max(days.source, days.day_latest) filter (where matches.answer <> 'no') as source,
        list_distinct([
            arg_max(units.unit_id, days.day_latest) filter (where matches.answer <> 'no'),
            arg_max(units.unit_id, days.day_earliest) filter (where matches.answer = 'yes')
        ]) as rests_on
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

-- 2. Waits; one that a later unit restarts is worked out unit after unit, in the order of their dispositions.
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
                order by disposition_{{ side }}, unit_id
            ) filter (where {{ counts }} and {{ side }} is not null) as {{ side }}_steps,
        {% endfor -%}
        bool_or(disposition_latest is null or latest is null) as has_open_day,
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
                        when step.seen < greatest(
                            {{ engine_over_on('wait.starts', 'years', 'months', 'days', 'is_day_after') }}, floor
                        )
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

waits as (

    select
        {{ engine_key() }}
        elements.required_if,
        elements.as_of_date,
        coalesce(restarted.earliest, clock_days.earliest) as starts_earliest,
        coalesce(restarted.latest, clock_days.latest) as starts_latest,
        clock_days.has_open_day,
        clock_days.is_missing or coalesce(restarted.has_open_day, false) as is_missing,
        clock_days.earliest is null and clock_days.latest is null and not clock_days.is_missing as is_empty,
        least(clock_days.valid_until, restarted.valid_until) as clock_until,
        coalesce(clock_days.source, 'history') as source,
        list_concat(clock_days.rests_on, restarted.rests_on) as rests_on,
        {% for side in ['earliest', 'latest'] -%}
            {{ engine_over_on(
                'coalesce(restarted.' ~ side ~ ', clock_days.' ~ side ~ ')',
                'elements.years', 'elements.months', 'elements.days', 'elements.is_day_after'
            ) }} as over_{{ side }}{{ ',' if not loop.last }}
        {% endfor %}
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

),

-- 3. Counts. What each count asks other units for: the answer of its selector, but where a person answered of the unit.
counts as (

    select distinct
        count_number,
        selector_number,
        answers_of_others,
        any_value(remedy_id) as remedy_id,
        any_value(path) as path,
        any_value(element) as element
    from law_elements
    where type = 'no_other'
    group by count_number, selector_number, answers_of_others

),

answers_of_others as (

    select
        counts.count_number,
        established.unit_number,
        units.person_number,
        max({{ as_answer('answers.result') }}) as answer,
        bool_or(answers.over = 'any') as is_over_any
    from counts
    inner join {{ law('element_answers') }} as answers
        on counts.remedy_id = answers.remedy_id
        and counts.path = answers.path
        and counts.element = answers.element
        and answers.of_other
    inner join established on answers.fact = established.fact and answers.value = established.value
    inner join units on established.unit_number = units.unit_number
    where counts.answers_of_others is not null
    group by counts.count_number, established.unit_number, units.person_number

),

counted as (

    select
        counts.count_number,
        matches.unit_number,
        matches.person_number,
        case
            when answers.is_over_any or (answers.answer is not null and matches.answer = 'unknown') then answers.answer
            else matches.answer
        end as answer,
        coalesce(matches.is_presumed, false) and answers.answer is null as is_presumed,
        matches.valid_until,
        case
            when answers.is_over_any or (answers.answer is not null and matches.answer = 'unknown')
                then 'established_facts'
            else coalesce(matches.source, 'history')
        end as source,
        case when answers.answer is null then matches.over_on end as over_on
    from counts
    inner join matches on counts.selector_number = matches.selector_number and matches.variant = 0
    left join answers_of_others as answers
        on counts.count_number = answers.count_number and matches.unit_number = answers.unit_number
    union all
    select
        answers.count_number,
        answers.unit_number,
        answers.person_number,
        answers.answer,
        false as is_presumed,
        cast(null as date) as valid_until,
        'established_facts' as source,
        cast(null as date) as over_on
    from answers_of_others as answers
    inner join counts on answers.count_number = counts.count_number
    left join matches
        on answers.unit_number = matches.unit_number
        and counts.selector_number = matches.selector_number
        and matches.variant = 0
    where answers.is_over_any and matches.unit_number is null

),

counted_units as (

    select
        counted.*,
        units.unit_id,
        units.unit,
        units.jurisdiction,
        units.case_number,
        units.arrest_number,
        units.tracking_number
    from counted
    inner join units on counted.unit_number = units.unit_number

),

-- 3a. Over a life: counted once a person.
tallies as (

    select
        *,
        dense_rank() over (order by count_number, coalesce(also_number, 0), scope, count_by) as tally_number
    from law_elements
    where is_tallied

),

tallies_of_units as (

    select
        tallies.tally_number,
        counted.person_number,
        counted.unit_number,
        counted.unit_id,
        case tallies.count_by
            when 'case' then coalesce(counted.case_number, counted.unit_number)
            when 'tracking' then coalesce(counted.tracking_number, counted.unit_number)
            else counted.unit_number
        end as counted_as,
        {{ engine_in_scope('tallies.scope', 'counted') }} as answer,
        case
            when tallies.also_number is null then cast('no' as enum('no', 'unknown', 'yes'))
            else least({{ engine_in_scope('tallies.scope', 'counted') }}, coalesce(also.answer, 'no'))
        end as also_answer,
        counted.is_presumed,
        least(counted.valid_until, also.valid_until) as valid_until,
        counted.source,
        counted.over_on
    from (select distinct tally_number, count_number, also_number, scope, count_by from tallies) as tallies
    inner join counted_units as counted on tallies.count_number = counted.count_number
    left join matches as also
        on tallies.also_number = also.selector_number
        and counted.unit_number = also.unit_number
        and also.variant = 0
    where tallies.scope = 'any' or counted.jurisdiction <> 'elsewhere'

),

tallies_of_persons as (

    select
        tally_number,
        person_number,
        {{ engine_counts_of_group('counted_as') }}
    from tallies_of_units
    group by tally_number, person_number

),

tallied as (

    select
        {{ engine_key() }}
        tallies.tally_number,
        tallies.counts_this,
        elements.n,
        elements.also_n,
        elements.when_hit,
        elements.when_perhaps,
        elements.when_presumed,
        -- (A unit that is not to be counted itself is one less.)
        counts.surely - case when own.answer = 'yes' then 1 else 0 end as surely,
        counts.perhaps - case when own.answer <> 'no' then 1 else 0 end as perhaps,
        counts.also_surely - case when own.also_answer = 'yes' then 1 else 0 end as also_surely,
        counts.also_perhaps - case when own.also_answer <> 'no' then 1 else 0 end as also_perhaps,
        counts.presumed - case when own.is_presumed then 1 else 0 end as presumed,
        counts.valid_until,
        counts.source,
        case when counts.dated = counts.perhaps then counts.over_on end as over_on,
        case when own.unit_id is null then counts.rests_on else list_filter(counts.rests_on, lambda one: one <> own.unit_id) end
            as rests_on,
        case
            when own.unit_id is null then counts.asks_about
            else list_filter(counts.asks_about, lambda one: one <> own.unit_number)
        end as asks_about
    from {{ engine_asked(['no_other']) }} and elements.is_tallied
    inner join tallies on elements.element_number = tallies.element_number
    inner join tallies_of_persons as counts
        on candidates.person_number = counts.person_number and tallies.tally_number = counts.tally_number
    left join tallies_of_units as own
        on not elements.counts_this
        and candidates.unit_number = own.unit_number
        and tallies.tally_number = own.tally_number

),

-- 3b. In a window of the unit: other units one by one.
window_days as (

    select
        unit_number,
        event,
        day_earliest,
        day_latest
    from unit_days
    where event in (select coalesce(day_event, 'disposition') from law_elements where type = 'no_other')
    union all
    -- (Within the last years: the later of what is known of the arrest and of the disposition.)
    select
        unit_number,
        'arrest_or_disposition' as event,
        max(day_earliest) as day_earliest,
        max(day_latest) as day_latest
    from unit_days
    where event in ('arrest', 'disposition')
        and exists (
            select law_elements.element_number from law_elements
            where law_elements.window_name = 'last_years' and law_elements.day_event is null
        )
    group by unit_number

),

windows as (

    select
        *,
        coalesce(day_event, case window_name when 'last_years' then 'arrest_or_disposition' else 'disposition' end)
            as event
    from law_elements
    where type = 'no_other' and not is_tallied

),

pairs as (

    select
        {{ engine_key() }}
        elements.as_of_date,
        elements.window_name,
        elements.window_years,
        elements.count_by,
        elements.also_number,
        counted.unit_number as other_number,
        counted.unit_id as other_id,
        case elements.count_by
            when 'case' then coalesce(counted.case_number, counted.unit_number)
            when 'tracking' then coalesce(counted.tracking_number, counted.unit_number)
            else counted.unit_number
        end as counted_as,
        {{ engine_in_scope('elements.scope', 'counted') }} as answer,
        counted.is_presumed,
        counted.valid_until,
        counted.source,
        counted.over_on,
        units.unit,
        units.case_number,
        units.arrest_number,
        counted.case_number as other_case_number,
        counted.arrest_number as other_arrest_number,
        elements.event,
        elements.after_clock_number,
        elements.until_element_number,
        elements.except_pairs
    from candidates
    inner join windows as elements on candidates.path_number = elements.path_number
    inner join units on candidates.unit_number = units.unit_number
    inner join counted_units as counted
        on candidates.person_number = counted.person_number and elements.count_number = counted.count_number
    where (elements.counts_this or candidates.unit_number <> counted.unit_number)
        and not (elements.not_this_case and coalesce(units.case_number = counted.case_number, false))
        and (elements.scope = 'any' or counted.jurisdiction <> 'elsewhere')
        and (elements.window_name <> 'same_case' or units.case_number = counted.case_number)
        and (
            elements.window_name <> 'same_arrest'
            or units.unit = 'arrest'
            or units.arrest_number = counted.arrest_number
        )

),

pairs_in_windows as (

    select
        pairs.*,
        case pairs.window_name
            when 'ever' then 'yes'
            when 'same_case' then 'yes'
            when 'same_arrest'
                then case
                        when pairs.unit <> 'arrest' or charges.unit_number is not null then 'yes'
                        else 'no'
                    end
            when 'same_day'
                then case
                        when own.day_earliest = own.day_latest
                            and others.day_earliest = others.day_latest
                            and own.day_latest = others.day_latest
                            then 'yes'
                        when own.day_latest < others.day_earliest or others.day_latest < own.day_earliest then 'no'
                        else 'unknown'
                    end
            when 'after' then {{ engine_is_later('others', 'own') }}
            when 'before' then {{ engine_is_later('own', 'others') }}
            when 'following_years'
                then case
                        when others.day_latest < own.day_earliest
                            or others.day_earliest > {{ engine_over_on('own.day_latest', 'pairs.window_years', 0, 0, 'false') }}
                            then 'no'
                        when others.day_earliest >= own.day_latest
                            and others.day_latest <= {{ engine_over_on('own.day_earliest', 'pairs.window_years', 0, 0, 'false') }}
                            then 'yes'
                        else 'unknown'
                    end
            when 'last_years'
                then case
                        when {{ engine_over_on('others.day_earliest', 'pairs.window_years', 0, 0, 'false') }} > pairs.as_of_date
                            then 'yes'
                        when {{ engine_over_on('others.day_latest', 'pairs.window_years', 0, 0, 'false') }} <= pairs.as_of_date
                            then 'no'
                        else 'unknown'
                    end
            when 'in_the_wait'
                then case
                        when others.day_latest <= spans.starts_earliest
                            or others.day_earliest >= least(spans.over_latest, pairs.as_of_date)
                            then 'no'
                        when others.day_earliest > spans.starts_latest
                            and others.day_latest < least(spans.over_earliest, pairs.as_of_date)
                            then 'yes'
                        else 'unknown'
                    end
            when 'between'
                then case
                        when others.day_latest <= clock_days.earliest or others.day_earliest >= until.over_latest then 'no'
                        when others.day_earliest > clock_days.latest and others.day_latest < until.over_earliest
                            then 'yes'
                        else 'unknown'
                    end
        end as in_window,
        -- The first day on which the window looks at the other unit otherwise.
        case pairs.window_name
            when 'last_years'
                then case
                        when {{ engine_over_on('others.day_earliest', 'pairs.window_years', 0, 0, 'false') }} > pairs.as_of_date
                            then {{ engine_over_on('others.day_earliest', 'pairs.window_years', 0, 0, 'false') }}
                        when {{ engine_over_on('others.day_latest', 'pairs.window_years', 0, 0, 'false') }} > pairs.as_of_date
                            then {{ engine_over_on('others.day_latest', 'pairs.window_years', 0, 0, 'false') }}
                    end
            when 'in_the_wait'
                then case
                        when others.day_earliest >= pairs.as_of_date
                            then cast(others.day_earliest + interval 1 day as date)
                        when others.day_latest >= pairs.as_of_date
                            then cast(others.day_latest + interval 1 day as date)
                    end
        end as window_until
    from pairs
    left join window_days as own on pairs.unit_number = own.unit_number and pairs.event = own.event
    left join window_days as others on pairs.other_number = others.unit_number and pairs.event = others.event
    left join spans
        on pairs.window_name = 'in_the_wait'
        and pairs.unit_number = spans.unit_number
        and pairs.path_number = spans.path_number
        and pairs.variant = spans.variant
    left join clock_days
        on pairs.unit_number = clock_days.unit_number and pairs.after_clock_number = clock_days.clock_number
    left join waits as until
        on pairs.unit_number = until.unit_number
        and pairs.until_element_number = until.element_number
        and pairs.variant = until.variant
    left join unit_pairs as charges
        on pairs.window_name = 'same_arrest'
        and pairs.unit = 'arrest'
        and charges.pair = 'charge_of_arrest'
        and pairs.unit_number = charges.unit_number
        and pairs.other_number = charges.other_number
    anti join unit_pairs as excepted
        on pairs.except_pairs = excepted.pair
        and pairs.unit_number = excepted.unit_number
        and pairs.other_number = excepted.other_number

),

pairs_answered as (

    select
        pairs.unit_number,
        pairs.person_number,
        pairs.path_number,
        pairs.variant,
        pairs.element_number,
        pairs.counted_as,
        pairs.other_number as counted_number,
        pairs.other_id as unit_id,
        least(pairs.answer, {{ as_answer('pairs.in_window') }}) as answer,
        case
            when pairs.also_number is null then cast('no' as enum('no', 'unknown', 'yes'))
            else least(pairs.answer, {{ as_answer('pairs.in_window') }}, coalesce(also.answer, 'no'))
        end as also_answer,
        pairs.is_presumed and pairs.in_window <> 'no' as is_presumed,
        least(
            case when pairs.in_window <> 'no' then least(pairs.valid_until, also.valid_until) end,
            case when pairs.answer <> 'no' then pairs.window_until end
        ) as valid_until,
        pairs.source,
        pairs.over_on
    from pairs_in_windows as pairs
    left join matches as also
        on pairs.also_number = also.selector_number
        and pairs.other_number = also.unit_number
        and also.variant = 0
    where pairs.in_window <> 'no' or pairs.window_until is not null

),

windowed as (

    select
        pairs.unit_number,
        pairs.person_number,
        pairs.path_number,
        pairs.variant,
        pairs.element_number,
        {{ engine_counts_of_group('counted_as', 'counted_number') }}
    from pairs_answered as pairs
    group by pairs.unit_number, pairs.person_number, pairs.path_number, pairs.variant, pairs.element_number

),

counts_judged as (

    select
        unit_number,
        person_number,
        path_number,
        variant,
        element_number,
        n,
        also_n,
        when_hit,
        when_perhaps,
        when_presumed,
        surely,
        perhaps,
        also_surely,
        also_perhaps,
        presumed,
        valid_until,
        source,
        over_on,
        rests_on,
        asks_about
    from tallied
    union all by name
    select
        windowed.* exclude (dated, over_on),
        case when windowed.dated = windowed.perhaps then windowed.over_on end as over_on,
        elements.n,
        elements.also_n,
        elements.when_hit,
        elements.when_perhaps,
        elements.when_presumed
    from windowed
    inner join law_elements as elements on windowed.element_number = elements.element_number

),

count_rows as (

    select
        unit_number,
        person_number,
        path_number,
        variant,
        element_number,
        case
            when surely >= n and coalesce(also_surely >= also_n, true) then when_hit
            when perhaps >= n and coalesce(also_perhaps >= also_n, true) then when_perhaps
            when presumed > 0 then when_presumed
            else 'met'
        end as status,
        case when surely >= n and coalesce(also_surely >= also_n, true) and when_hit = 'not_yet' then over_on end
            as over_on,
        valid_until,
        case when perhaps > 0 or source = 'established_facts' then source else 'history' end as source,
        rests_on,
        asks_about
    from counts_judged

),

-- 4. The other types.
kind_rows as (

    select
        {{ engine_key() }}
        case
            when elements.type = 'of_the_kind'
                then case candidates.kind_answer when 'no' then 'not_met' when 'unknown' then 'unknown' else 'met' end
            when coalesce(matches.answer, 'no') = 'unknown' then 'unknown'
            when elements.is_negated
                then case
                        when matches.answer = 'yes' then elements.when_hit
                        else {{ engine_presumed('elements.when_silent', 'coalesce(matches.is_presumed, false)') }}
                    end
            when matches.answer = 'yes' then 'met'
            else 'not_met'
        end as status,
        cast(null as date) as over_on,
        case when elements.type = 'of_the_kind' then candidates.kind_until else matches.valid_until end as valid_until,
        coalesce(matches.source, 'history') as source,
        cast(null as varchar[]) as rests_on,
        cast(null as ubigint[]) as asks_about
    from {{ engine_asked(['kind', 'of_the_kind']) }}
    left join matches
        on candidates.unit_number = matches.unit_number
        and candidates.variant = matches.variant
        and elements.selector_number = matches.selector_number
    where elements.type = 'kind' or candidates.kind_answer <> 'yes' or candidates.kind_until is not null

),

fact_rows as (

    select
        {{ engine_key() }}
        {{ engine_presumed("case coalesce(facts.answer, case when elements.must_appear then 'unknown' else 'met' end)
            when 'yes' then if(elements.is_negated, elements.when_no, 'met')
            when 'no' then if(elements.is_negated, 'met', elements.when_no)
            when 'met' then 'met'
            else 'unknown'
        end", 'coalesce(facts.is_presumed, false)') }} as status,
        facts.over_on,
        least(
            facts.valid_until, case when facts.over_on > elements.as_of_date then facts.over_on end
        ) as valid_until,
        coalesce(facts.source, 'history') as source,
        facts.rests_on,
        cast(null as ubigint[]) as asks_about
    from {{ engine_asked(['fact']) }}
    left join unit_facts as facts
        on candidates.unit_number = facts.unit_number and elements.fact = facts.fact
    where facts.unit_number is not null or elements.must_appear or elements.is_dated

),

status_rows as (

    select
        {{ engine_key() }}
        {{ engine_presumed("case coalesce(facts.answer, case when elements.must_appear then 'unknown' else 'met' end)
            when 'yes' then if(elements.is_negated, 'met', elements.when_hit)
            when 'no' then if(elements.is_negated, elements.when_hit, 'met')
            when 'met' then 'met'
            else 'unknown'
        end", 'coalesce(facts.is_presumed, false)') }} as status,
        facts.over_on,
        least(
            facts.valid_until, case when facts.over_on > elements.as_of_date then facts.over_on end
        ) as valid_until,
        coalesce(facts.source, 'history') as source,
        facts.rests_on,
        cast(null as ubigint[]) as asks_about
    from {{ engine_asked(['status']) }}
    left join person_facts as facts
        on candidates.person_number = facts.person_number and elements.person_fact = facts.fact
    where facts.person_number is not null or elements.must_appear

),

owes_judged as (

    select
        {{ engine_key() }}
        elements.when_hit,
        elements.must_appear,
        bool_or(owed.balance > 0) as is_owed,
        bool_or(owed.is_unknown) as is_unknown,
        count(owed.case_number) as kinds
    from {{ engine_asked(['owes']) }}
    left join owed on candidates.case_number = owed.case_number and list_contains(elements.owed, owed.kind)
    where elements.must_appear or owed.case_number is not null
    group by
        candidates.unit_number, candidates.person_number, candidates.path_number, candidates.variant,
        elements.element_number, elements.when_hit, elements.must_appear

),

owes_rows as (

    select
        unit_number,
        person_number,
        path_number,
        variant,
        element_number,
        case
            when is_owed then when_hit
            when is_unknown or (kinds = 0 and must_appear) then 'unknown'
            else 'met'
        end as status,
        cast(null as date) as over_on,
        cast(null as date) as valid_until,
        'history' as source,
        cast(null as varchar[]) as rests_on,
        cast(null as ubigint[]) as asks_about
    from owes_judged

),

ages as (

    select
        {{ engine_key() }}
        elements.as_of_date,
        elements.age_at,
        elements.is_age_below,
        case when elements.age_at = 'as_of' then elements.as_of_date else days.day_earliest end as day_earliest,
        case when elements.age_at = 'as_of' then elements.as_of_date else days.day_latest end as day_latest,
        {{ engine_over_on('people.birth_date_earliest', 'elements.age_years', 0, 0, 'false') }} as reached_earliest,
        {{ engine_over_on('people.birth_date_latest', 'elements.age_years', 0, 0, 'false') }} as reached_latest
    from {{ engine_asked(['age']) }}
    left join unit_days as days on candidates.unit_number = days.unit_number and elements.age_at = days.event
    left join people on candidates.person_number = people.person_number

),

age_rows as (

    select
        unit_number,
        person_number,
        path_number,
        variant,
        element_number,
        case
            when day_earliest >= reached_latest then if(is_age_below, 'not_met', 'met')
            when day_latest < reached_earliest then if(is_age_below, 'met', 'not_met')
            else 'unknown'
        end as status,
        cast(null as date) as over_on,
        case
            when age_at = 'as_of'
                then case
                        when as_of_date < reached_earliest then reached_earliest
                        when as_of_date < reached_latest then reached_latest
                    end
        end as valid_until,
        'history' as source,
        cast(null as varchar[]) as rests_on,
        cast(null as ubigint[]) as asks_about
    from ages

),

-- (The first alternative whose fact is so counts.)
operatives as (

    select
        {{ engine_key() }}
        elements.as_of_date,
        arg_min(operatives.operative_from, operatives.alternative) as operative_from,
        min(facts.valid_until) as valid_until
    from {{ engine_asked(['operative']) }} and not elements.is_constant
    inner join {{ law('path_operatives') }} as operatives
        on elements.remedy_id = operatives.remedy_id
        and elements.path = operatives.path
        and elements.element = operatives.element
    left join unit_facts as facts
        on candidates.unit_number = facts.unit_number and operatives.operative_if_fact = facts.fact
    where operatives.operative_if_fact is null
        or coalesce(facts.answer, 'no') = coalesce(operatives.operative_if_answer, 'yes')
    group by
        candidates.unit_number, candidates.person_number, candidates.path_number, candidates.variant,
        elements.element_number, elements.as_of_date

),

operative_rows as (

    select
        unit_number,
        person_number,
        path_number,
        variant,
        element_number,
        case
            when operative_from is null then 'unknown'
            when as_of_date < operative_from then 'not_yet'
            else 'met'
        end as status,
        operative_from as over_on,
        least(valid_until, case when as_of_date < operative_from then operative_from end) as valid_until,
        'history' as source,
        cast(null as varchar[]) as rests_on,
        cast(null as ubigint[]) as asks_about
    from operatives

),

event_rows as (

    select
        {{ engine_key() }}
        case when days.day_latest is not null or not elements.is_required then 'met' else 'unknown' end as status,
        days.day_latest as over_on,
        days.valid_until,
        coalesce(days.source, 'history') as source,
        cast(null as varchar[]) as rests_on,
        cast(null as ubigint[]) as asks_about
    from {{ engine_asked(['event']) }}
    left join unit_days as days on candidates.unit_number = days.unit_number and elements.day_event = days.event

),

on_record as (

    {% for type in ['wait', 'count', 'kind', 'fact', 'status', 'owes', 'age', 'operative', 'event'] -%}
        select *
        from {{ type }}_rows
        {{ 'union all by name' if not loop.last }}
    {% endfor %}

),

-- 5. What people established goes before the record, or where it leaves the element open.
answers as (

    select
        {{ engine_key() }}
        max({{ engine_as_status('law_answers.result') }}) as answered,
        bool_or(law_answers.over = 'any') as is_over_any
    from established
    inner join candidates on established.unit_number = candidates.unit_number
    inner join law_elements as elements
        on candidates.path_number = elements.path_number and elements.is_answered
    inner join {{ law('element_answers') }} as law_answers
        on elements.remedy_id = law_answers.remedy_id
        and elements.path = law_answers.path
        and elements.element = law_answers.element
        and not law_answers.of_other
        and established.fact = law_answers.fact
        and established.value = law_answers.value
    group by
        candidates.unit_number, candidates.person_number, candidates.path_number, candidates.variant,
        elements.element_number

),

answered as (

    select
        on_record.* replace (
            case
                when answers.is_over_any or (answers.answered is not null and on_record.status = 'unknown')
                    then cast(answers.answered as varchar)
                else on_record.status
            end as status,
            -- (An answer tells no day; that of the record counts where it says the same.)
            case
                when answers.answered is null or (not answers.is_over_any and on_record.status <> 'unknown')
                    then on_record.over_on
                when answers.answered = 'met' and on_record.over_on <= run.as_of_date then on_record.over_on
            end as over_on,
            case
                when answers.answered is null or (not answers.is_over_any and on_record.status <> 'unknown')
                    then on_record.valid_until
            end as valid_until,
            case
                when answers.is_over_any or (answers.answered is not null and on_record.status = 'unknown')
                    then 'established_facts'
                else on_record.source
            end as source
        )
    from on_record
    cross join {{ source('intake', 'run_parameters') }} as run
    left join answers
        on on_record.unit_number = answers.unit_number
        and on_record.variant = answers.variant
        and on_record.element_number = answers.element_number
    union all by name
    select
        answers.unit_number,
        answers.person_number,
        answers.path_number,
        answers.variant,
        answers.element_number,
        cast(answers.answered as varchar) as status,
        'established_facts' as source
    from answers
    anti join on_record
        on answers.unit_number = on_record.unit_number
        and answers.variant = on_record.variant
        and answers.element_number = on_record.element_number
    where answers.is_over_any

),

-- 6. What else an element says of itself: where it applies, what it is presumed unless, which delivery it needs.
modified as (

    select *
    from law_elements
    where coalesce(applies_if_number, applies_unless_number, presumed_unless_number) is not null
        or needs_delivery is not null

),

modifications as (

    select
        {{ engine_key() }}
        least(
            case when elements.applies_if_number is not null then coalesce(applies_if.answer, 'no') else 'yes' end,
            case applies_unless.answer when 'yes' then 'no' when 'unknown' then 'unknown' else 'yes' end
        ) as applies,
        elements.presumed_unless_number is not null and coalesce(presumed_unless.answer <> 'yes', true) as is_presumed,
        elements.needs_delivery is not null and deliveries.delivery is null as is_delivery_missing,
        least(applies_if.valid_until, applies_unless.valid_until, presumed_unless.valid_until) as valid_until
    from candidates
    inner join modified as elements on candidates.path_number = elements.path_number
    {% for key in ['applies_if', 'applies_unless', 'presumed_unless'] -%}
        left join matches as {{ key }}
            on elements.{{ key }}_number = {{ key }}.selector_number
            and candidates.unit_number = {{ key }}.unit_number
            and candidates.variant = {{ key }}.variant
    {% endfor -%}
    left join (
        select distinct delivery_kind as delivery
        from {{ ref('int_deliveries') }}
    ) as deliveries on elements.needs_delivery = deliveries.delivery

),

-- (A delivery that is missing leaves open what nobody established.)
in_full as (

    select
        statuses.* exclude (status, valid_until, over_on),
        {{ engine_as_status('statuses.status') }} as status,
        statuses.valid_until,
        statuses.over_on,
        false as is_held_up
    from answered as statuses
    anti join modified on statuses.element_number = modified.element_number
    union all by name
    select
        modifications.unit_number,
        modifications.person_number,
        modifications.path_number,
        modifications.variant,
        modifications.element_number,
        {{ engine_as_status("case
            when modifications.is_delivery_missing and coalesce(statuses.source <> 'established_facts', true)
                then 'unknown'
            when modifications.applies = 'no' then 'met'
            when modifications.applies = 'unknown' and coalesce(statuses.status not in ('met', 'presumed'), false)
                then 'unknown'
            when modifications.is_presumed and coalesce(statuses.status = 'met', true) then 'presumed'
            else coalesce(statuses.status, 'met')
        end") }} as status,
        case when modifications.applies <> 'no' and not modifications.is_delivery_missing then statuses.over_on end
            as over_on,
        case
            when modifications.applies = 'no' then modifications.valid_until
            else least(modifications.valid_until, statuses.valid_until)
        end as valid_until,
        coalesce(statuses.source, 'history') as source,
        statuses.rests_on,
        statuses.asks_about,
        modifications.is_delivery_missing and coalesce(statuses.source <> 'established_facts', true) as is_held_up
    from modifications
    left join answered as statuses
        on modifications.unit_number = statuses.unit_number
        and modifications.variant = statuses.variant
        and modifications.element_number = statuses.element_number

),

-- 7. Combinations: any of several takes the best, all of them the worst.
parts as (

    select
        elements.element_number,
        elements.path_number,
        elements.combine_take,
        groups.place,
        parts.element_number as part_number
    from law_elements as elements,
        lateral (
            select
                unnest(elements.combine_of) as part_names,
                generate_subscripts(elements.combine_of, 1) as place
        ) as groups,
        lateral (select unnest(string_split(groups.part_names, '+')) as part_name) as names
    inner join law_elements as parts
        on elements.path_number = parts.path_number and names.part_name = parts.element
    where elements.type = 'combine'

),

combined_groups as (

    select
        candidates.unit_number,
        candidates.person_number,
        candidates.path_number,
        candidates.variant,
        parts.element_number,
        parts.combine_take,
        parts.place,
        max(coalesce(statuses.status, {{ engine_as_status("'met'") }})) as status,
        case
            when not bool_or(statuses.status in ('not_yet', 'unknown') and statuses.over_on is null)
                then max(statuses.over_on)
        end as over_on,
        min(statuses.valid_until) as valid_until,
        arg_max(statuses.source, statuses.status) as source,
        flatten(list(statuses.rests_on) filter (where statuses.rests_on is not null)) as rests_on,
        flatten(list(statuses.asks_about) filter (where statuses.asks_about is not null)) as asks_about
    from candidates
    inner join parts on candidates.path_number = parts.path_number
    left join in_full as statuses
        on candidates.unit_number = statuses.unit_number
        and candidates.variant = statuses.variant
        and parts.part_number = statuses.element_number
    group by
        candidates.unit_number, candidates.person_number, candidates.path_number, candidates.variant,
        parts.element_number, parts.combine_take, parts.place

),

combine_rows as (

    select
        unit_number,
        person_number,
        path_number,
        variant,
        element_number,
        case any_value(combine_take) when 'any' then min(status) else max(status) end as status,
        case
            when any_value(combine_take) = 'any'
                then nullif(nullif(
                        arg_min(
                            coalesce(
                                over_on,
                                cast(case when status in ('met', 'presumed') then '-infinity' else 'infinity' end as date)
                            ),
                            struct_pack(
                                status := status,
                                over_on := coalesce(
                                    over_on,
                                    cast(
                                        case when status in ('met', 'presumed') then '-infinity' else 'infinity' end as date
                                    )
                                )
                            )
                        ),
                        cast('infinity' as date)
                    ), cast('-infinity' as date))
            when not bool_or(status in ('not_yet', 'unknown') and over_on is null) then max(over_on)
        end as over_on,
        min(valid_until) as valid_until,
        case any_value(combine_take)
            when 'any' then arg_min(source, status)
            else arg_max(source, status)
        end as source,
        flatten(list(rests_on) filter (where rests_on is not null)) as rests_on,
        flatten(list(asks_about) filter (where asks_about is not null)) as asks_about
    from combined_groups
    group by unit_number, person_number, path_number, variant, element_number

),

element_rows as (

    select
        statuses.*,
        elements.is_part
    from in_full as statuses
    inner join law_elements as elements on statuses.element_number = elements.element_number
    where statuses.status <> 'met'
        or statuses.over_on is not null
        or statuses.valid_until is not null
        or statuses.source <> 'history'
        or elements.is_dated
    union all by name
    select
        *,
        false as is_held_up,
        false as is_part
    from combine_rows

)
{%- endmacro %}

{#- Whether one span of days is wholly after another. -#}
{% macro engine_is_later(later, earlier) -%}
    case
        when {{ later }}.day_earliest > {{ earlier }}.day_latest then 'yes'
        when {{ later }}.day_latest <= {{ earlier }}.day_earliest then 'no'
        else 'unknown'
    end
{%- endmacro %}

{#- The answer of a counted unit, where only units of this state count. -#}
{% macro engine_in_scope(scope, counted) -%}
    case
        when {{ scope }} = 'here' and {{ counted }}.jurisdiction = 'unknown' then least({{ counted }}.answer, 'unknown')
        else {{ counted }}.answer
    end
{%- endmacro %}

{#-
How many units surely and perhaps count, by what they are counted as, and what the count rests on. Rows that say no are
there for what may change and for what is presumed.
-#}
{% macro engine_counts_of_group(counted_as, unit_number='unit_number') -%}
        count(distinct {{ counted_as }}) filter (where answer = 'yes') as surely,
        count(distinct {{ counted_as }}) filter (where answer <> 'no') as perhaps,
        count(distinct {{ counted_as }}) filter (where also_answer = 'yes') as also_surely,
        count(distinct {{ counted_as }}) filter (where also_answer <> 'no') as also_perhaps,
        count(*) filter (where is_presumed and answer = 'no') as presumed,
        min(valid_until) as valid_until,
        case
            when bool_or(source = 'established_facts') then 'established_facts'
            else coalesce(max(source) filter (where answer <> 'no'), 'history')
        end as source,
        count(over_on) filter (where answer <> 'no') as dated,
        max(over_on) filter (where answer <> 'no') as over_on,
        list_sort(list(unit_id) filter (where answer <> 'no' or is_presumed)) as rests_on,
        list({{ unit_number }}) filter (where answer = 'unknown') as asks_about
{%- endmacro %}

{#- What an earlier finding says of relief: only eligible is relief. -#}
{% macro engine_relief_given(outcome) -%}
    {{ as_answer("case " ~ outcome ~ "
        when 'eligible' then 'yes'
        when 'review' then 'unknown'
        when 'undeterminable' then 'unknown'
        else 'no'
    end") }}
{%- endmacro %}
