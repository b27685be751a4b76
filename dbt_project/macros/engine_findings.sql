{#-
One finding per unit and remedy with what it says for people to read: the CTE `findings`, from `decided`, `path_rows`,
`element_rows` and the facts.
-#}
{% macro engine_findings() -%}
-- What the path taken presumes.
presumed as (
    select
        decided.candidate_number,
        list_sort(list(distinct presumptions.presumption)) as presumed_facts
    from decided
    inner join element_rows as statuses
        on decided.candidate_number = statuses.candidate_number and statuses.status = 'presumed' and not statuses.is_part
    inner join law_elements as elements using (element_number)
    inner join {{ law('presumptions') }} as presumptions using (remedy_id, element)
    where decided.outcome = 'eligible'
    group by decided.candidate_number
),

-- Where the level is immaterial: the elements of the path taken that the levels supposed answer otherwise.
levels_tried as (
    select
        decided.candidate_number, paths.candidate_number as tried_number,
        count(*) over (partition by decided.candidate_number) as levels
    from decided
    inner join path_rows as paths
        on decided.unit_number = paths.unit_number and decided.path_number = paths.path_number and paths.variant > 0
    where decided.variant > 0
),

answered_otherwise as (
    select tried.candidate_number, elements.element, elements.element_place
    from levels_tried as tried
    inner join element_rows as statuses on tried.tried_number = statuses.candidate_number and not statuses.is_part
    inner join law_elements as elements using (element_number)
    group by tried.candidate_number, elements.element, elements.element_place
    having count(distinct statuses.status) > 1 or (max(statuses.status) > 'met' and count(*) < any_value(tried.levels))
),

immaterial as (
    select candidate_number, list(element order by element_place) as immaterial_elements
    from answered_otherwise
    group by candidate_number
),

-- Where no path can be open on the day, whatever it is that is not known.
out_of_reach as (
    select unit_number, remedy_number
    from path_rows
    group by unit_number, remedy_number
    having bool_and(is_out_of_reach)
),

-- What stays open beside the path taken: one that gave way, or that waits for review.
open_paths as (
    select
        paths.unit_number, paths.remedy_number,
        min(law_paths.relief_rank) filter (where paths.rank = 6 and paths.kinds_not_met = 0) as rank_given_way,
        min(law_paths.relief_rank) filter (where paths.rank = 3) as rank_in_review
    from path_rows as paths
    inner join law_paths on paths.path_number = law_paths.path_number and law_paths.rank_if_met = 1
    where paths.rank in (3, 6)
    group by paths.unit_number, paths.remedy_number
),

found as (
    select
        decided.candidate_number, decided.unit_number, decided.path_number,
        units.unit_id, units.unit, units.person_id, units.person_bucket,
        law_paths.remedy_id, case when decided.rank < 6 then law_paths.path end as path, decided.outcome,
        decided.rank < 6 and elements.element is null and decided.decided_apart is null as is_decided_by_path,
        case when is_decided_by_path then law_paths.relief end as relief,
        case when decided.rank = 6 then 'a_path_fits' else coalesce(decided.decided_apart, elements.element) end
            as deciding_element,
        law_paths.remedy_id || '_' || case
            when decided.rank = 6 then 'a_path_fits_unknown'
            when is_decided_by_path then law_paths.path
            when elements.type = 'no_path' and decided.decided_apart is null then 'no_path'
            else coalesce(decided.decided_apart, elements.element) || case decided.outcome
                when 'not_yet' then '_not_yet'
                when 'review' then '_unknown'
                when 'undeterminable' then '_unknown'
                else '_not_met'
            end
        end as reason_code, decided.eligible_on,
        coalesce(immaterial.immaterial_elements, cast([] as varchar[])) as immaterial_elements,
        coalesce(presumed.presumed_facts, cast([] as varchar[])) as presumed_facts,
        decided.remedy_held_up_by as held_up_by,
        case
            when decided.source_rank = 5 and units.disposition_source = 'court_records' then 'court_records'
            else {{ engine_sources() }}[decided.source_rank]
        end as decided_by, decided.remedy_until as valid_until,
        out_of_reach.unit_number is not null as is_out_of_reach,
        coalesce(
            open_paths.rank_given_way < if(decided.rank = 6, 100, law_paths.relief_rank)
            or (decided.rank = 1 and open_paths.rank_in_review < law_paths.relief_rank),
            false
        ) as has_possible_better_path,
        open_paths.rank_in_review as open_rank_in_review
    from decided
    inner join units using (unit_number)
    inner join law_paths using (path_number)
    left join law_elements as elements
        on decided.path_number = elements.path_number and decided.deciding_place = elements.element_place
    left join presumed using (candidate_number)
    left join immaterial using (candidate_number)
    left join open_paths
        on decided.unit_number = open_paths.unit_number and decided.remedy_number = open_paths.remedy_number
    left join out_of_reach
        on decided.unit_number = out_of_reach.unit_number and decided.remedy_number = out_of_reach.remedy_number
),

-- A reason that stands in for another: of units of a kind before one of all units.
replaced as (
    select
        found.candidate_number,
        arg_min(reasons.reason_code, row(reasons.where_selector is null, reasons.reason_code)) as reason_code
    from found
    inner join {{ law('replaced_reasons') }} as reasons on found.reason_code = reasons.instead_of
    left join {{ ref('engine_law_selectors') }} as selectors on reasons.where_selector = selectors.selector
    left join matches
        on found.unit_number = matches.unit_number and selectors.selector_number = matches.selector_number
        and matches.variant = 0 and matches.answer = 'yes'
    where reasons.where_selector is null or matches.unit_number is not null
    group by found.candidate_number
),

findings as (
    select found.* exclude (is_decided_by_path) replace (coalesce(replaced.reason_code, found.reason_code) as reason_code)
    from found
    left join replaced using (candidate_number)
)
{%- endmacro %}
