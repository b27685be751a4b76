{#-
One finding per unit and remedy with what it says for people to read: the CTE `findings`, from `decided`, `element_rows`
and the facts.
-#}
{% macro engine_findings() -%}
-- What the path taken presumes.
presumed as (

    select
        decided.unit_number,
        decided.remedy_number,
        list_sort(list(distinct presumptions.presumption)) as presumed_facts
    from decided
    inner join element_rows as statuses
        on decided.unit_number = statuses.unit_number
        and decided.path_number = statuses.path_number
        and decided.variant = statuses.variant
        and statuses.status = 'presumed'
        and not statuses.is_part
    inner join law_elements as elements on statuses.element_number = elements.element_number
    inner join {{ law('presumptions') }} as presumptions
        on elements.remedy_id = presumptions.remedy_id and elements.element = presumptions.element
    where decided.outcome = 'eligible'
    group by decided.unit_number, decided.remedy_number

),

-- Where the level is immaterial: the elements of the path taken that the levels supposed answer otherwise.
levels_tried as (

    select
        decided.unit_number,
        decided.remedy_number,
        decided.path_number,
        count(distinct paths.variant) as levels
    from decided
    inner join path_rows as paths
        on decided.unit_number = paths.unit_number and decided.path_number = paths.path_number and paths.variant > 0
    where decided.variant > 0
    group by decided.unit_number, decided.remedy_number, decided.path_number

),

answered_otherwise as (

    select
        tried.unit_number,
        tried.remedy_number,
        elements.element,
        elements.element_place
    from levels_tried as tried
    inner join element_rows as statuses
        on tried.unit_number = statuses.unit_number
        and tried.path_number = statuses.path_number
        and statuses.variant > 0
        and not statuses.is_part
    inner join law_elements as elements on statuses.element_number = elements.element_number
    group by tried.unit_number, tried.remedy_number, elements.element, elements.element_place
    having count(distinct statuses.status) > 1
        or (max(statuses.status) > 'met' and count(*) < any_value(tried.levels))

),

immaterial as (

    select
        unit_number,
        remedy_number,
        list(element order by element_place) as immaterial_elements
    from answered_otherwise
    group by unit_number, remedy_number

),

found as (

    select
        decided.unit_number,
        units.unit_id,
        units.unit,
        units.person_id,
        units.person_bucket,
        law_paths.remedy_id,
        law_paths.path,
        decided.outcome,
        case when decided.outcome = 'eligible' then law_paths.relief end as relief,
        case
            when decided.outcome = 'eligible' then law_paths.remedy_id || '_' || law_paths.path
            when elements.type = 'no_path' and decided.decided_apart is null then law_paths.remedy_id || '_no_path'
            else concat_ws(
                    '_',
                    law_paths.remedy_id,
                    coalesce(decided.decided_apart, elements.element),
                    case decided.outcome
                        when 'not_yet' then 'not_yet'
                        when 'review' then 'unknown'
                        when 'undeterminable' then 'unknown'
                        else 'not_met'
                    end
                )
        end as reason_code,
        coalesce(decided.decided_apart, elements.element) as deciding_element,
        decided.eligible_on,
        coalesce(immaterial.immaterial_elements, cast([] as varchar[])) as immaterial_elements,
        coalesce(presumed.presumed_facts, cast([] as varchar[])) as presumed_facts,
        decided.held_up_by,
        case
            when decided.source_rank = 5 and units.disposition_source = 'court_records' then 'court_records'
            else {{ engine_source_of_rank('decided.source_rank') }}
        end as decided_by,
        decided.valid_until,
        decided.path_number,
        decided.variant
    from decided
    inner join units on decided.unit_number = units.unit_number
    inner join law_paths on decided.path_number = law_paths.path_number
    left join law_elements as elements
        on decided.path_number = elements.path_number and decided.deciding_place = elements.element_place
    left join presumed
        on decided.unit_number = presumed.unit_number and decided.remedy_number = presumed.remedy_number
    left join immaterial
        on decided.unit_number = immaterial.unit_number and decided.remedy_number = immaterial.remedy_number

),

-- A reason that stands in for another of units of a kind.
replaced_reasons as (

    select
        replaced.instead_of,
        replaced.reason_code,
        selectors.selector_number
    from {{ law('replaced_reasons') }} as replaced
    inner join (
        select distinct
            selector,
            selector_number
        from {{ ref('engine_law_selectors') }}
    ) as selectors on replaced.where_selector = selectors.selector

),

findings as (

    select
        found.* replace (coalesce(replaced.reason_code, found.reason_code) as reason_code)
    from found
    left join (
        select
            found.unit_number,
            found.remedy_id,
            min(replaced_reasons.reason_code) as reason_code
        from found
        inner join replaced_reasons on found.reason_code = replaced_reasons.instead_of
        inner join matches
            on found.unit_number = matches.unit_number
            and replaced_reasons.selector_number = matches.selector_number
            and matches.variant = 0
            and matches.answer = 'yes'
        group by found.unit_number, found.remedy_id
    ) as replaced on found.unit_number = replaced.unit_number and found.remedy_id = replaced.remedy_id

)
{%- endmacro %}
