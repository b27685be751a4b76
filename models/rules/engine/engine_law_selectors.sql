-- No statute: the alternatives of every selector, with numbers to join by and how much of a unit each reads: only what
-- makes it of a kind, or its days, facts and earlier reliefs too.
with alternatives as (

    select
        selectors.*,
        dense_rank() over (order by selectors.selector) as selector_number,
        coalesce(
            selectors.offense_from, selectors.offense_to, selectors.convicted_from,
            selectors.convicted_to, selectors.arrested_from, selectors.arrested_to
        ) is not null as reads_days,
        facts.selector is not null as reads_facts,
        coalesce(selectors.relieved_by, selectors.not_relieved_by) is not null as reads_relief
    from {{ law('selectors') }} as selectors
    left join (select distinct selector, alternative from {{ law('selector_facts') }}) as facts
        on selectors.selector = facts.selector and selectors.alternative = facts.alternative

),

-- What a selector reads, its exceptions included, and theirs.
reads as (

    select
        selector,
        bool_or(reads_days or reads_facts or reads_relief) as reads_unit,
        bool_or(reads_relief) as reads_relief
    from alternatives
    group by selector

),

reads_with_exceptions as (

    select
        alternatives.selector,
        bool_or(reads.reads_unit or coalesce(excepted.reads_unit, false)) as reads_unit,
        bool_or(reads.reads_relief or coalesce(excepted.reads_relief, false)) as reads_relief
    from alternatives
    inner join reads on alternatives.selector = reads.selector
    left join reads as excepted on alternatives.except_selector = excepted.selector
    group by alternatives.selector

),

reads_in_all as (

    select
        alternatives.selector,
        bool_or(reads.reads_unit or coalesce(excepted.reads_unit, false)) as reads_unit,
        bool_or(reads.reads_relief or coalesce(excepted.reads_relief, false)) as reads_relief
    from alternatives
    inner join reads_with_exceptions as reads on alternatives.selector = reads.selector
    left join reads_with_exceptions as excepted on alternatives.except_selector = excepted.selector
    group by alternatives.selector

),

numbers as (

    select distinct
        selector,
        selector_number
    from alternatives

)

select
    cast(alternatives.selector_number as integer) as selector_number,
    alternatives.selector,
    alternatives.alternative,
    cast(excepted.selector_number as integer) as except_number,
    coalesce(not excepted_reads.reads_unit, false) as is_exception_of_kind,
    not reads_in_all.reads_unit as is_of_kind,
    reads_in_all.reads_relief as is_later,
    alternatives.reads_days,
    alternatives.reads_facts,
    coalesce(alternatives.of_unit, 'charge') as of_unit,
    coalesce(alternatives.dispositions, []) as dispositions,
    coalesce(alternatives.levels, []) as levels,
    coalesce(alternatives.levels_none, []) as levels_none,
    coalesce(alternatives.grades, []) as grades,
    alternatives.max_days_from,
    alternatives.max_days_to,
    coalesce(alternatives.lists_any, []) as lists_any,
    coalesce(alternatives.lists_none, []) as lists_none,
    coalesce(alternatives.sections, []) as sections,
    coalesce(alternatives.sections_none, []) as sections_none,
    alternatives.imposed_min_below,
    alternatives.imposed_max_below,
    alternatives.fine_below,
    coalesce(alternatives.components, []) as components,
    coalesce(alternatives.components_none, []) as components_none,
    alternatives.offense_from,
    alternatives.offense_to,
    alternatives.convicted_from,
    alternatives.convicted_to,
    alternatives.arrested_from,
    alternatives.arrested_to,
    coalesce(alternatives.jurisdiction, 'any') as jurisdiction,
    alternatives.relieved_by,
    alternatives.not_relieved_by
from alternatives
inner join reads_in_all on alternatives.selector = reads_in_all.selector
left join numbers as excepted on alternatives.except_selector = excepted.selector
left join reads_in_all as excepted_reads on alternatives.except_selector = excepted_reads.selector
