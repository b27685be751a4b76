-- No statute: the elements of every path, with numbers to join by.
{% set defaults = {
    'years': '0', 'months': '0', 'days': '0', 'n': '1', 'count_by': "'charge'", 'scope': "'any'",
    'when_no': "'not_met'", 'when_silent': "'met'", 'when_perhaps': "'unknown'", 'when_unknown': "'review'",
    'counts_this': 'false', 'not_this_case': 'false', 'is_part': 'false', 'owed': '[]', 'combine_of': '[]',
    'by_path': 'false', 'fits': 'false',
} -%}
with numbers as (
    select distinct
        selector, selector_number
    from {{ ref('engine_law_selectors') }}
),

clocks as (
    select distinct
        clock, clock_number
    from {{ ref('engine_law_clocks') }}
),

answers as (
    select
        remedy_id, path, element,
        bool_or(not of_other) as is_answered,
        string_agg(concat_ws(' ', fact, value, result, over), ',' order by fact, value) filter (where of_other)
            as answers_of_others
    from {{ law('element_answers') }}
    group by remedy_id, path, element
),

-- Those of the packs; whether the unit is of the kind that the path is for, where the record leaves that open; and, of
-- a path that begins later, that it does.
given as (
    select * from {{ law('path_elements') }}
    union all by name
    select
        paths.remedy_id, paths.path, added.element, added.place, added.element as type,
        case added.element when 'of_the_kind' then kinds.selector end as selector
    from {{ ref('engine_law_paths') }} as paths
    inner join numbers as kinds on paths.kind_number = kinds.selector_number
    inner join (values ('of_the_kind', 0), ('no_path', -1)) as added (element, place)
        on added.element = 'of_the_kind' or not paths.is_in_force
),

numbered as (
    select
        given.* replace (
            {% for column, value in defaults.items() %}
                coalesce(given.{{ column }}, {{ value }}) as {{ column }},
            {% endfor %}
            case when given.type = 'no_other' then coalesce(given.window_name, 'ever') end as window_name
        ),
        paths.path_number, paths.stage, paths.as_of_date, paths.effective_from, answers.answers_of_others,
        coalesce(answers.is_answered, false) as is_answered,
        cast(row_number() over (order by paths.path_number, given.place, given.element) as integer) as element_number,
        cast(row_number() over (partition by paths.path_number order by given.place, given.element) as integer)
            as element_place
    from given
    inner join {{ ref('engine_law_paths') }} as paths using (remedy_id, path)
    left join answers using (remedy_id, path, element)
),

joined as (
    select
        numbered.* exclude (
            selector, negate, clock, day_rule, after_clock, until_element, also_selector, status, fact, dated,
            standard, restarts, reads_parameters, citation, verified, text, row_key, when_hit, place, when_no,
            by_path
        ),
        selectors.selector_number, also_selectors.selector_number as also_number,
        clocks.clock_number, after_clocks.clock_number as after_clock_number,
        until_elements.element_number as until_element_number,
        coalesce(numbered.negate, false) as is_negated,
        coalesce(numbered.day_rule = 'day_after', false) as is_day_after,
        -- A fact of the unit or of the person: which answer hits, and what follows.
        coalesce(numbered.status, numbered.fact || if(numbered.by_path, ' ' || numbered.path, '')) as fact,
        case when (numbered.type = 'fact') = coalesce(numbered.negate, false) then 'yes' else 'no' end as hit_answer,
        case numbered.type when 'fact' then numbered.when_no else coalesce(numbered.when_hit, 'not_met') end
            as when_hit,
        coalesce(numbered.dated, false) as is_dated,
        numbered.needs_delivery is not null
        and numbered.needs_delivery not in (
            select deliveries.delivery_kind from {{ ref('int_deliveries') }} as deliveries
        ) as lacks_delivery,
        coalesce(numbered.standard = 'must_appear', false) as must_appear,
        coalesce(numbered.restarts, false) as is_restarted
    from numbered
    left join numbers as selectors on numbered.selector = selectors.selector
    left join numbers as also_selectors on numbered.also_selector = also_selectors.selector
    left join clocks using (clock)
    left join clocks as after_clocks on numbered.after_clock = after_clocks.clock
    left join numbered as until_elements
        on numbered.path_number = until_elements.path_number and numbered.until_element = until_elements.element
)

-- What one count asks units for (asked_number), and in which window it counts them (count_number): counts that are the
-- same are made once; one over a life is the person's, where the unit itself can be taken off it afterwards.
select
    *,
    type = 'no_other'
    and window_name = 'ever'
    and not not_this_case
    and except_pairs is null
    and (count_by = 'charge' or counts_this) as is_tallied,
    case when type = 'no_other' then dense_rank() over (order by selector_number, answers_of_others) end
        as asked_number,
    case
        when type = 'no_other'
            then dense_rank() over (
                    order by
                        selector_number, answers_of_others, window_name, window_years, count_by, scope, counts_this,
                        not_this_case, except_pairs, also_number, after_clock_number, until_element_number,
                        case when window_name in ('in_the_wait', 'between') then path_number end
                )
    end as count_number
from joined
