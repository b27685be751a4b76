{#-
How many other units of the person are of a kind, in a window, as CTEs up to `count_rows` (statuses). Needs the CTEs of
engine_facts(), `candidates` and those of engine_waits().
-#}
{% macro engine_counts() -%}
-- What each count asks other units for: the answer of its selector, but where a person answered of the unit.
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

-- Over a life: counted once a person.
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

-- In a window of the unit: other units one by one.
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

