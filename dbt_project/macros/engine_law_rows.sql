{#-
What decides findings of a kind (remedy_id, path, outcome, reason_code, deciding_element, presumed_facts): CTEs `kinds`,
`deciding` (their elements: the one named, where none is every element of the path) and `selectors_read` (what each
element asks for, exceptions included).
-#}
{% macro engine_deciding_elements() -%}
kinds as (
    select distinct
        remedy_id, path, outcome, reason_code, deciding_element, presumed_facts
    from {{ ref('engine_findings') }}
),

elements as (
    select *
    from {{ law('path_elements') }}
),

deciding as (
    select
        kinds.*,
        elements.element
    from kinds
    inner join elements
        on kinds.remedy_id = elements.remedy_id and kinds.path = elements.path
        and elements.element = coalesce(kinds.deciding_element, elements.element)
    union
    -- (A combination is decided by its parts.)
    select
        kinds.*,
        unnest(string_split(list_aggregate(elements.combine_of, 'string_agg', '+'), '+')) as element
    from kinds
    inner join elements
        on kinds.remedy_id = elements.remedy_id and kinds.path = elements.path
        and kinds.deciding_element = elements.element and elements.type = 'combine'
),

selectors_named as (
    select
        elements.remedy_id, elements.path, elements.element,
        unnest([elements.selector, elements.also_selector]) as selector
    from elements
    union
    select
        elements.remedy_id, elements.path, elements.element, clocks.selector
    from elements
    inner join {{ law('clocks') }} as clocks on clocks.clock in (elements.clock, elements.after_clock)
),

selectors_read as (
    select *
    from selectors_named
    where selector is not null
    union
    select
        named.* exclude (selector), selectors.except_selector as selector
    from selectors_named as named
    inner join {{ law('selectors') }} as selectors using (selector)
    where selectors.except_selector is not null
)
{%- endmacro %}
