-- No statute: the alternatives of every selector, with numbers to join by and how much of a unit each reads: only what
-- makes it of a kind, or its days, facts, exceptions and earlier reliefs too.
{% set lists = [
    'dispositions', 'levels', 'levels_none', 'grades', 'lists_any', 'lists_none', 'sections', 'components',
] -%}
with numbers as (
    select
        selector,
        cast(row_number() over (order by selector) as integer) as selector_number
    from (select distinct selector from {{ law('selectors') }})
),

read_by_selectors as (
    select
        selectors.selector,
        bool_or(
            coalesce(
                selectors.offense_from, selectors.offense_to, selectors.convicted_from,
                selectors.convicted_to, selectors.arrested_from, selectors.arrested_to
            ) is not null
            or coalesce(selectors.except_selector, selectors.relieved_by, selectors.not_relieved_by) is not null
            or selectors.selector in (select facts.selector from {{ law('selector_facts') }} as facts)
            or exists (
                select others.selector from {{ law('selectors') }} as others
                where others.except_selector = selectors.selector
            )
        ) as is_of_unit,
        bool_or(coalesce(selectors.relieved_by, selectors.not_relieved_by) is not null) as reads_relief
    from {{ law('selectors') }} as selectors
    group by selectors.selector
)

select
    selectors.* exclude (
        except_selector, reads_parameters, is_of_petitions, citation, verified, text, row_key, of_unit, jurisdiction,
        {{ lists | join(', ') }}
    ),
    numbers.selector_number, excepted.selector_number as except_number,
    not own.is_of_unit as is_of_kind,
    bool_or(own.reads_relief or coalesce(of_exception.reads_relief, false)) over (partition by selectors.selector)
        as is_later,
    coalesce(selectors.is_of_petitions, false) as is_of_petitions,
    coalesce(selectors.of_unit, 'charge') as of_unit,
    {% for column in lists %}
        coalesce(selectors.{{ column }}, []) as {{ column }},
    {% endfor %}
    coalesce(selectors.jurisdiction, 'any') as jurisdiction
from {{ law('selectors') }} as selectors
inner join numbers using (selector)
inner join read_by_selectors as own using (selector)
left join numbers as excepted on selectors.except_selector = excepted.selector
left join read_by_selectors as of_exception on selectors.except_selector = of_exception.selector
