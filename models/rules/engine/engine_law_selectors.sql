-- No statute: the alternatives of every selector, with numbers to join by and how much of a unit each reads: only what
-- makes it of a kind, or its days, facts and earlier reliefs too.
{% set lists = [
    'dispositions', 'levels', 'levels_none', 'grades', 'lists_any', 'lists_none', 'sections', 'components',
] -%}
with numbers as (
    select
        selector,
        cast(row_number() over (order by selector) as integer) as selector_number
    from (select distinct selector from {{ law('selectors') }})
),

alternatives as (
    select
        selectors.*,
        numbers.selector_number, excepted.selector_number as except_number,
        coalesce(
            selectors.offense_from, selectors.offense_to, selectors.convicted_from,
            selectors.convicted_to, selectors.arrested_from, selectors.arrested_to
        ) is not null
        or selectors.selector in (select facts.selector from {{ law('selector_facts') }} as facts) as reads_unit,
        coalesce(selectors.relieved_by, selectors.not_relieved_by) is not null as reads_relief
    from {{ law('selectors') }} as selectors
    inner join numbers using (selector)
    left join numbers as excepted on selectors.except_selector = excepted.selector
),

-- What a selector reads, its exceptions included, and theirs.
reads_0 as (
    select
        selector_number,
        bool_or(reads_unit or reads_relief) as reads_unit,
        bool_or(reads_relief) as reads_relief
    from alternatives
    group by selector_number
),

{% for depth in [1, 2] %}
    reads_{{ depth }} as (
        select
            alternatives.selector_number,
            bool_or(reads.reads_unit or coalesce(excepted.reads_unit, false)) as reads_unit,
            bool_or(reads.reads_relief or coalesce(excepted.reads_relief, false)) as reads_relief
        from alternatives
        inner join reads_{{ depth - 1 }} as reads using (selector_number)
        left join reads_{{ depth - 1 }} as excepted on alternatives.except_number = excepted.selector_number
        group by alternatives.selector_number
    ),
{% endfor %}

selectors as (
    select
        alternatives.* exclude (
            reads_unit, reads_relief, except_selector, reads_parameters, citation, verified, text, row_key,
            of_unit, jurisdiction, {{ lists | join(', ') }}
        ),
        coalesce(not excepted.reads_unit, false) as is_exception_of_kind,
        not reads.reads_unit as is_of_kind,
        reads.reads_relief as is_later,
        coalesce(alternatives.of_unit, 'charge') as of_unit,
        {% for column in lists %}
            coalesce(alternatives.{{ column }}, []) as {{ column }},
        {% endfor %}
        coalesce(alternatives.jurisdiction, 'any') as jurisdiction
    from alternatives
    inner join reads_2 as reads using (selector_number)
    left join reads_2 as excepted on alternatives.except_number = excepted.selector_number
)

select * from selectors
