{#-
What decides findings of a kind (remedy_id, path, outcome, reason_code, deciding_element, presumed_facts): CTEs `kinds`
and `deciding` (their elements: the one named, where none is every element of the path).
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

-- What facts are read from, which no line of an element names (law table element_reads, with the words in which it
-- decides): of the element that decided, where none did of every one of the path, and of what is presumed.
reads_of_kinds as (
    select
        kinds.*,
        reads.law_table, reads.law_key, reads.only_with
    from kinds
    inner join {{ law('element_reads') }} as reads
        on kinds.remedy_id = reads.remedy_id
        and coalesce(reads.only_reason = kinds.reason_code, true)
        and coalesce(list_contains(string_split(reads.only_paths, ' '), kinds.path), true)
    left join elements
        on kinds.remedy_id = elements.remedy_id and kinds.path = elements.path and reads.element = elements.element
    left join {{ law('presumptions') }} as presumptions
        on reads.remedy_id = presumptions.remedy_id and reads.element = presumptions.element
        and list_contains(kinds.presumed_facts, presumptions.presumption)
    where list_contains(
            string_split(reads.words, ' '),
            case
                when presumptions.element is not null then 'presumed'
                when kinds.deciding_element = reads.element then {{ word_that_decides('kinds.outcome') }}
                when kinds.deciding_element is null and elements.element is not null then 'met'
            end
        )
        -- (Of what is granted no list was one that bars.)
        and (
            reads.law_table <> 'offense_lists'
            or kinds.outcome <> 'eligible'
            or presumptions.element is not null
        )
)
{%- endmacro %}

{#- Selectors that each element reads, also through clocks and exceptions, as the CTE `selectors_read`. -#}
{% macro engine_selectors_read() -%}
selectors_named as (
    select
        remedy_id, path, element,
        unnest([selector, also_selector]) as selector
    from {{ law('path_elements') }}
    union
    select remedy_id, path, 'of_the_kind' as element, kind as selector
    from {{ law('paths') }}
    union
    select elements.remedy_id, elements.path, elements.element, clocks.selector
    from {{ law('path_elements') }} as elements
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
),

lists_read as (
    select distinct
        read.remedy_id, read.path, read.element,
        unnest(list_concat(selectors.lists_any, selectors.lists_none)) as offense_list
    from selectors_read as read
    inner join {{ law('selectors') }} as selectors using (selector)
)
{%- endmacro %}
