{#-
Hints at petitions, as a query: what the elements of a petition's paths come to by the same SQL as determinations, beside
the findings that automatic relief does not reach. A path is no hint if an element is not met or not met yet; what is
unknown is an "if" in the words of the element. Nothing is decided here, asked of anybody, or valid until a day.
-#}
{% macro engine_hints() -%}
with {{ engine_facts(2) }},

{{ engine_matches_read(2) }},

petitions as (select * from {{ law('petitions') }}),

not_reached as (
    select findings.unit_number, petitions.remedy_id
    from ({{ engine_of_both_stages('findings') }}) as findings
    inner join petitions on findings.remedy_id = petitions.beside_remedy
    where findings.outcome not in ('eligible', 'already_relieved')
),

all_candidates as (
    {{ engine_candidates() }}
),

candidates as (
    select all_candidates.*
    from all_candidates
    inner join law_paths using (path_number)
    semi join not_reached
        on all_candidates.unit_number = not_reached.unit_number and law_paths.remedy_id = not_reached.remedy_id
),

{{ engine_element_rows() }},

lists_of_elements as (
    select distinct elements.path_number, elements.element_number, unnest(selectors.lists_any) as offense_list
    from law_elements as elements
    inner join {{ ref('engine_law_selectors') }} as selectors using (selector_number)
    where elements.type = 'kind'
),

statuses as (
    select
        rows.candidate_number, rows.status, elements.element_number, elements.element_place,
        coalesce(elements.if_words, paths.if_words) as if_words
    from element_rows as rows
    inner join law_elements as elements using (element_number)
    inner join law_paths as paths using (path_number)
    where not rows.is_part and rows.status not in ('met', 'presumed')
),

within_reach as (
    select candidates.*, law_paths.remedy_id, law_paths.place
    from candidates
    inner join law_paths using (path_number)
    anti join (select * from statuses where status <> 'unknown') as barred using (candidate_number)
),

-- The line of a list that turns on something may say in words what has to be so; the name of a fact is no words, and of
-- an attempt it is not all.
lines as (
    select
        reached.candidate_number, named.element_number,
        string_agg(distinct lists.fact_needed, ' and ' order by lists.fact_needed) as condition
    from within_reach as reached
    inner join lists_of_elements as named using (path_number)
    inner join {{ ref('engine_unit_lists') }} as lists
        on reached.unit_number = lists.unit_number and named.offense_list = lists.offense_list
        and lists.fact_needed not in (select facts.fact from {{ law('facts') }} as facts)
    inner join units on reached.unit_number = units.unit_number and units.charge_prefix is null
    group by reached.candidate_number, named.element_number
),

told as (
    select
        reached.unit_number, reached.remedy_id, reached.place,
        coalesce(
            list(coalesce(lines.condition, statuses.if_words) order by statuses.element_place)
            filter (where statuses.candidate_number is not null),
            []
        ) as conditions
    from within_reach as reached
    left join statuses using (candidate_number)
    left join lines
        on statuses.candidate_number = lines.candidate_number and statuses.element_number = lines.element_number
    group by reached.candidate_number, reached.unit_number, reached.remedy_id, reached.place
),

-- Of several paths of a petition the one that leaves the least open.
best as (
    select *
    from told
    qualify row_number() over (partition by unit_number, remedy_id order by len(conditions), place) = 1
)

select
    units.unit, units.unit_id, units.person_id, units.person_bucket,
    petitions.beside_remedy as remedy_id, petitions.remedy_id as hint_id, petitions.place,
    if(len(best.conditions) = 0, 'yes', 'unknown') as is_within_reach, best.conditions,
    'Hint: ' || petitions.hint_text || coalesce(' (form ' || petitions.form || ')', '')
    || if(len(best.conditions) > 0, ', if ' || array_to_string(best.conditions, ' and '), '')
    || '. ' || petitions.further_text as hint,
    petitions.citation, petitions.verified
from best
inner join units using (unit_number)
inner join petitions on best.remedy_id = petitions.remedy_id
{%- endmacro %}
