-- No statute: the elements of every path, with numbers to join by, and the status that the law gives an element by
-- itself: met, but where the law is not in operation yet. What the record says otherwise is a row of
-- engine_element_rows.
with numbers as (

    select distinct
        selector,
        selector_number
    from {{ ref('engine_law_selectors') }}

),

clocks as (

    select
        clock,
        cast(dense_rank() over (order by clock) as integer) as clock_number
    from (select distinct clock from {{ law('clocks') }})

),

answers as (

    select
        remedy_id,
        path,
        element,
        bool_or(not of_other) as is_answered,
        string_agg(concat_ws(' ', fact, value, result, over), ',' order by fact, value) filter (where of_other)
            as answers_of_others
    from {{ law('element_answers') }}
    group by remedy_id, path, element

),

of_the_packs as (

    select
        elements.*,
        paths.path_number,
        paths.stage,
        paths.as_of_date,
        answers.answers_of_others,
        coalesce(answers.is_answered, false) as is_answered
    from {{ law('path_elements') }} as elements
    inner join {{ ref('engine_law_paths') }} as paths
        on elements.remedy_id = paths.remedy_id and elements.path = paths.path
    left join answers
        on elements.remedy_id = answers.remedy_id
        and elements.path = answers.path
        and elements.element = answers.element

),

-- Whether the unit is of the kind that the path is for, where the record leaves that open; and, of a path that begins
-- later, that it does.
given as (

    select * from of_the_packs
    union all by name
    select
        remedy_id,
        path,
        'of_the_kind' as element,
        0 as place,
        'of_the_kind' as type,
        'review' as when_unknown,
        path_number,
        stage,
        as_of_date,
        false as is_answered
    from {{ ref('engine_law_paths') }}
    union all by name
    select
        remedy_id,
        path,
        'no_path' as element,
        -1 as place,
        'no_path' as type,
        'review' as when_unknown,
        path_number,
        stage,
        as_of_date,
        false as is_answered
    from {{ ref('engine_law_paths') }}
    where not is_in_force
    union all by name
    -- (Of packs that were compiled without it.)
    select cast(null as varchar) as when_perhaps
    where false

),

numbered as (

    select
        *,
        row_number() over (order by path_number, place, element) as element_number,
        row_number() over (partition by path_number order by place, element) as element_place,
        type = 'operative'
        and operative_from is not null
        and not is_answered
        and coalesce(applies_if, applies_unless, presumed_unless, needs_delivery) is null as is_constant,
        case when type = 'no_other' then coalesce(window_name, 'ever') end as window_named
    from given

)

select
    cast(numbered.element_number as integer) as element_number,
    numbered.path_number,
    numbered.remedy_id,
    numbered.path,
    numbered.element,
    cast(numbered.element_place as integer) as element_place,
    numbered.type,
    numbered.stage,
    numbered.as_of_date,
    cast(
        case
            when numbered.type = 'no_path' then 'not_met'
            when numbered.is_constant and numbered.as_of_date < numbered.operative_from then 'not_yet'
            else 'met'
        end as {{ engine_status_type() }}
    ) as default_status,
    case when numbered.is_constant then numbered.operative_from end as default_over_on,
    case
        when numbered.type = 'no_path' then paths.effective_from
        when numbered.is_constant and numbered.as_of_date < numbered.operative_from then numbered.operative_from
    end as default_valid_until,
    numbered.is_constant,
    coalesce(numbered.is_part, false) as is_part,
    numbers.selector_number,
    coalesce(numbered.negate, false) as is_negated,
    clocks.clock_number,
    coalesce(numbered.years, 0) as years,
    coalesce(numbered.months, 0) as months,
    coalesce(numbered.days, 0) as days,
    coalesce(numbered.day_rule = 'day_after', false) as is_day_after,
    numbered.required_if,
    applies_if.selector_number as applies_if_number,
    applies_unless.selector_number as applies_unless_number,
    numbered.window_named as window_name,
    numbered.window_years,
    after_clocks.clock_number as after_clock_number,
    until_elements.element_number as until_element_number,
    numbered.except_pairs,
    coalesce(numbered.n, 1) as n,
    coalesce(numbered.counts_this, false) as counts_this,
    coalesce(numbered.not_this_case, false) as not_this_case,
    coalesce(numbered.count_by, 'charge') as count_by,
    coalesce(numbered.scope, 'any') as scope,
    also.selector_number as also_number,
    numbered.also_n,
    coalesce(numbered.when_hit, 'not_met') as when_hit,
    coalesce(numbered.when_no, 'not_met') as when_no,
    coalesce(numbered.when_silent, 'met') as when_silent,
    coalesce(numbered.when_perhaps, 'unknown') as when_perhaps,
    coalesce(numbered.when_presumed, 'presumed') as when_presumed,
    numbered.day_event,
    coalesce(numbered.owed, []) as owed,
    numbered.status as person_fact,
    numbered.fact,
    coalesce(numbered.dated, false) as is_dated,
    coalesce(numbered.is_required, true) as is_required,
    presumed.selector_number as presumed_unless_number,
    coalesce(numbered.when_unknown, 'review') as when_unknown,
    coalesce(numbered.standard = 'must_appear', false) as must_appear,
    numbered.needs_delivery,
    numbered.operative_from,
    coalesce(numbered.combine_of, []) as combine_of,
    numbered.combine_take,
    numbered.age_years,
    numbered.age_at,
    coalesce(numbered.age_below, false) as is_age_below,
    coalesce(numbered.restarts, false) as is_restarted,
    numbered.is_answered,
    numbered.answers_of_others,
    case
        when numbered.type = 'no_other'
            then dense_rank() over (
                    partition by numbered.type
                    order by numbers.selector_number, coalesce(numbered.answers_of_others, '')
                )
    end as count_number,
    numbered.type = 'no_other'
    and numbered.window_named = 'ever'
    and not coalesce(numbered.not_this_case, false)
    and numbered.except_pairs is null
    and (coalesce(numbered.count_by, 'charge') = 'charge' or coalesce(numbered.counts_this, false)) as is_tallied
from numbered
inner join {{ ref('engine_law_paths') }} as paths on numbered.path_number = paths.path_number
left join numbers on numbered.selector = numbers.selector
left join numbers as applies_if on numbered.applies_if = applies_if.selector
left join numbers as applies_unless on numbered.applies_unless = applies_unless.selector
left join numbers as also on numbered.also_selector = also.selector
left join numbers as presumed on numbered.presumed_unless = presumed.selector
left join clocks on numbered.clock = clocks.clock
left join clocks as after_clocks on numbered.after_clock = after_clocks.clock
left join numbered as until_elements
    on numbered.path_number = until_elements.path_number and numbered.until_element = until_elements.element
