-- No statute: the days that each clock runs from, with numbers to join by.
select
    cast(dense_rank() over (order by clocks.clock) as integer) as clock_number,
    clocks.clock, clocks.event, numbers.selector_number,
    coalesce(clocks.is_required, true) as is_required
from {{ law('clocks') }} as clocks
left join (
    select distinct
        selector, selector_number
    from {{ ref('engine_law_selectors') }}
) as numbers on clocks.selector = numbers.selector
