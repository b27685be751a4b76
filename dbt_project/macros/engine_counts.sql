{#-
How many other units of the person are of a kind, in a window, as CTEs up to `count_rows` (statuses). Each count is made
once, however many elements ask it: over a life once a person, in a window once a unit, in one that a path's waits bound
once a candidate (`counter_number`). Needs the CTEs of engine_facts(), `candidates` and those of engine_waits().
-#}
{#- Who makes the count of an element. -#}
{% macro engine_counter() -%}
    case
        when elements.is_tallied then candidates.person_number
        when elements.window_name in ('in_the_wait', 'between') then candidates.candidate_number
        else candidates.unit_number
    end
{%- endmacro %}

{% macro engine_counts() -%}
-- The units that are counted: the answer of the selector, but where a person answered of the unit.
answers_of_others as (
    select
        elements.asked_number, established.unit_number,
        max({{ as_answer('answers.result') }}) as answer,
        bool_or(answers.over = 'any') as is_over_any
    from law_elements as elements
    inner join {{ law('element_answers') }} as answers
        on elements.remedy_id = answers.remedy_id and elements.path = answers.path
        and elements.element = answers.element and answers.of_other
    inner join established on answers.fact = established.fact and answers.value = established.value
    where elements.type = 'no_other'
    group by elements.asked_number, established.unit_number
),

asked_of_others as (
    select asked.asked_number, matches.*
    from (select distinct asked_number, selector_number from law_elements where type = 'no_other') as asked
    inner join matches on asked.selector_number = matches.selector_number and matches.variant = 0
),

-- (Also one that the selector does not ask for, and a person says counts.)
counted_units as (
    select
        asked_number, unit_number, given.valid_until,
        answers.answer is not null
        and (answers.is_over_any or coalesce(given.answer = 'unknown', false)) as is_answered,
        case when is_answered then answers.answer else given.answer end as answer,
        case when is_answered then 'established_facts' else coalesce(given.source, 'history') end as source,
        coalesce(given.is_presumed, false) and answers.answer is null as is_presumed,
        case when answers.answer is null then given.over_on end as over_on,
        units.unit_id, units.person_number, units.jurisdiction, units.case_number, units.arrest_number,
        units.tracking_number
    from asked_of_others as given
    full join answers_of_others as answers using (asked_number, unit_number)
    inner join units using (unit_number)
    where given.answer is not null or answers.is_over_any
),

law_counts as (
    select distinct
        count_number, asked_number, is_tallied, window_name, window_years, as_of_date, count_by, scope, counts_this,
        not_this_case, except_pairs, also_number, after_clock_number, until_element_number,
        case window_name when 'last_years' then 'arrest_or_disposition' else 'disposition' end as event
    from law_elements
    where type = 'no_other'
),

counters as (
    select distinct
        {{ engine_counter() }} as counter_number,
        elements.count_number, candidates.person_number,
        case when not elements.is_tallied then candidates.unit_number end as unit_number
    from {{ engine_asked(['no_other']) }}
),

counted_pairs as (
    select
        counters.counter_number, counters.unit_number, own.unit,
        counts.*,
        counted.unit_number as other_number, counted.unit_id as other_id,
        case counts.count_by
            when 'case' then coalesce(counted.case_number, counted.unit_number)
            when 'tracking' then coalesce(counted.tracking_number, counted.unit_number)
            else counted.unit_number
        end as counted_as,
        -- (Where only units of this state count, one whose state is not known perhaps does.)
        case
            when counts.scope = 'here' and counted.jurisdiction = 'unknown' then least(counted.answer, 'unknown')
            else counted.answer
        end as answer, also.answer as also_answer, counted.is_presumed,
        least(counted.valid_until, also.valid_until) as valid_until,
        counted.source, counted.over_on
    from counters
    inner join law_counts as counts using (count_number)
    inner join counted_units as counted using (person_number, asked_number)
    left join units as own on counters.unit_number = own.unit_number
    left join matches as also
        on counts.also_number = also.selector_number and counted.unit_number = also.unit_number and also.variant = 0
    where (counts.scope = 'any' or counted.jurisdiction <> 'elsewhere')
        and (counts.counts_this or coalesce(counters.unit_number <> counted.unit_number, true))
        and not (counts.not_this_case and coalesce(own.case_number = counted.case_number, false))
        and (counts.window_name <> 'same_case' or own.case_number = counted.case_number)
        and (counts.window_name <> 'same_arrest' or own.unit = 'arrest' or own.arrest_number = counted.arrest_number)
),

-- (Within the last years: the later of what is known of the arrest and of the disposition.)
window_days as (
    select unit_number, event, day_earliest, day_latest
    from unit_days
    where event in (select counts.event from law_counts as counts)
    union all
    select unit_number, 'arrest_or_disposition' as event, max(day_earliest), max(day_latest)
    from unit_days
    where event in ('arrest', 'disposition')
        and exists (select counts.event from law_counts as counts where counts.event = 'arrest_or_disposition')
    group by unit_number
),

{% set window_end_earliest = engine_over_on('others.day_earliest', 'pairs.window_years') -%}
{%- set window_end_latest = engine_over_on('others.day_latest', 'pairs.window_years') -%}
in_windows as (
    select
        pairs.*,
        {{ as_answer("case pairs.window_name
            when 'same_arrest' then if(pairs.unit <> 'arrest' or charges.unit_number is not null, 'yes', 'no')
            when 'same_day'
                then case
                        when own.day_earliest = own.day_latest
                            and others.day_earliest = others.day_latest
                            and own.day_latest = others.day_latest
                            then 'yes'
                        when own.day_latest < others.day_earliest or others.day_latest < own.day_earliest then 'no'
                        else 'unknown'
                    end
            when 'following_years'
                then case
                        when others.day_latest < own.day_earliest
                            or others.day_earliest > " ~ engine_over_on('own.day_latest', 'pairs.window_years') ~ "
                            then 'no'
                        when others.day_earliest >= own.day_latest
                            and others.day_latest <= " ~ engine_over_on('own.day_earliest', 'pairs.window_years') ~ "
                            then 'yes'
                        else 'unknown'
                    end
            when 'last_years'
                then case
                        when " ~ window_end_earliest ~ " > pairs.as_of_date then 'yes'
                        when " ~ window_end_latest ~ " <= pairs.as_of_date then 'no'
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
                        when others.day_latest <= clock_days.earliest or others.day_earliest >= until.over_latest
                            then 'no'
                        when others.day_earliest > clock_days.latest and others.day_latest < until.over_earliest
                            then 'yes'
                        else 'unknown'
                    end
            else 'yes'
        end") }} as in_window,
        -- The first day on which the window looks at the other unit otherwise.
        case pairs.window_name
            when 'last_years'
                then coalesce(
                        {{ engine_if_to_come(window_end_earliest, 'pairs.as_of_date') }},
                        {{ engine_if_to_come(window_end_latest, 'pairs.as_of_date') }}
                    )
            when 'in_the_wait'
                then case
                        when others.day_earliest >= pairs.as_of_date then cast(others.day_earliest + 1 as date)
                        when others.day_latest >= pairs.as_of_date then cast(others.day_latest + 1 as date)
                    end
        end as window_until
    from counted_pairs as pairs
    left join window_days as own using (unit_number, event)
    left join window_days as others
        on not pairs.is_tallied and pairs.other_number = others.unit_number and pairs.event = others.event
    left join spans on pairs.window_name = 'in_the_wait' and pairs.counter_number = spans.candidate_number
    left join clock_days
        on pairs.unit_number = clock_days.unit_number and pairs.after_clock_number = clock_days.clock_number
    left join waits as until
        on pairs.counter_number = until.candidate_number and pairs.until_element_number = until.element_number
    left join unit_pairs as charges
        on pairs.window_name = 'same_arrest' and pairs.unit = 'arrest' and charges.pair = 'charge_of_arrest'
        and pairs.unit_number = charges.unit_number and pairs.other_number = charges.other_number
    anti join unit_pairs as excepted
        on pairs.except_pairs = excepted.pair and pairs.unit_number = excepted.unit_number
        and pairs.other_number = excepted.other_number
),

in_windows_answered as (
    select
        counter_number, count_number, counted_as, other_number, other_id, source, over_on,
        least(answer, in_window) as answer,
        least(answer, in_window, coalesce(also_answer, 'no')) as also_answer,
        is_presumed and in_window <> 'no' as is_presumed,
        least(case when in_window <> 'no' then valid_until end, case when answer <> 'no' then window_until end)
            as valid_until
    from in_windows
    where in_window <> 'no' or window_until is not null
),

-- How many surely and perhaps count, and what the count rests on. Rows that say no are there for what may change and for
-- what is presumed.
counts_made as (
    select
        counter_number, count_number,
        count(distinct counted_as) filter (where answer = 'yes') as surely,
        count(distinct counted_as) filter (where answer <> 'no') as perhaps,
        count(distinct counted_as) filter (where also_answer = 'yes') as also_surely,
        count(distinct counted_as) filter (where also_answer <> 'no') as also_perhaps,
        count(*) filter (where is_presumed and answer = 'no') as presumed,
        min(valid_until) as valid_until,
        case
            when bool_or(source = 'established_facts') then 'established_facts'
            else coalesce(max(source) filter (where answer <> 'no'), 'history')
        end as source,
        count(over_on) filter (where answer <> 'no') as dated,
        max(over_on) filter (where answer <> 'no') as over_on,
        list_sort(list(other_id) filter (where answer <> 'no' or is_presumed)) as rests_on,
        list_sort(list(other_number) filter (where answer = 'unknown')) as asks_about
    from in_windows_answered
    group by counter_number, count_number
),

-- (Over a life the count is the person's: a unit that is not to be counted itself is one less.)
counts_of_candidates as (
    select
        {{ engine_key() }}
        elements.n, elements.also_n, elements.when_hit, elements.when_perhaps,
        {% for column, is_so in {
            'surely': "own.answer = 'yes'", 'perhaps': "own.answer <> 'no'",
            'also_surely': "own.also_answer = 'yes'", 'also_perhaps': "own.also_answer <> 'no'",
            'presumed': "own.is_presumed and own.answer = 'no'",
        }.items() -%}
        made.{{ column }} - case when {{ is_so }} then 1 else 0 end as {{ column }},
        {% endfor -%}
        case when made.dated = made.perhaps then made.over_on end as over_on,
        made.valid_until, made.source,
        case
            when own.other_id is null then made.rests_on else list_filter(made.rests_on, lambda one: one <> own.other_id)
        end as rests_on,
        case
            when own.other_id is null then made.asks_about
            else list_filter(made.asks_about, lambda one: one <> own.other_number)
        end as asks_about
    from {{ engine_asked(['no_other']) }}
    inner join counts_made as made
        on elements.count_number = made.count_number and {{ engine_counter() }} = made.counter_number
    left join in_windows_answered as own
        on elements.is_tallied and not elements.counts_this and elements.count_number = own.count_number
        and candidates.person_number = own.counter_number and candidates.unit_number = own.other_number
),

count_rows as (
    select
        candidate_number, element_number,
        surely >= n and coalesce(also_surely >= also_n, true) as is_hit,
        case
            when is_hit then when_hit
            when perhaps >= n and coalesce(also_perhaps >= also_n, true) then when_perhaps
            when presumed > 0 then 'presumed'
            else 'met'
        end as status,
        case when is_hit and when_hit = 'not_yet' then over_on end as over_on,
        valid_until,
        case when perhaps > 0 or source = 'established_facts' then source end as source,
        rests_on, asks_about
    from counts_of_candidates
)
{%- endmacro %}
