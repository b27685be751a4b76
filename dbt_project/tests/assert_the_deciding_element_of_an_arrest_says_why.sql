-- Fails if a finding of an arrest does not follow from the statuses of its elements: its deciding element is one of its
-- path, is not satisfied, and leads where the law table says; an eligible one has all it needs. An element that makes
-- no difference may be unknown. (One arrest for each different finding: two with equal statuses and an equal outcome
-- are one. Statuses are read as the engine keeps them, without those that are met and say nothing else.)
with all_findings as (

    {{ engine_of_both_stages('findings') }}

),

statuses as (

    {{ engine_of_both_stages('rows') }}

),

findings as (

    select
        path,
        outcome,
        deciding_element,
        array_to_string(immaterial_elements, ' ') as immaterial_elements,
        min((unit_id, candidate_number, path_number)) as one
    from all_findings
    where unit = 'arrest'
    group by path, outcome, deciding_element, array_to_string(immaterial_elements, ' ')

),

words as (

    select
        findings.* exclude (one),
        findings.one[1] as arrest_id,
        elements.element,
        coalesce(cast(statuses.status as varchar), 'met') as word,
        law_elements.when_unknown,
        coalesce(elements.element = findings.deciding_element, false) as is_deciding
    from findings
    inner join {{ ref('engine_law_elements') }} as elements
        on findings.one[3] = elements.path_number and not elements.is_part
    inner join {{ law('elements') }} as law_elements
        on elements.remedy_id = law_elements.remedy_id and elements.element = law_elements.element
    left join statuses
        on findings.one[2] = statuses.candidate_number and elements.element_number = statuses.element_number
    where
        not contains(findings.immaterial_elements, elements.element)
        and (elements.type <> 'of_the_kind' or statuses.candidate_number is not null)

)

select
    arrest_id,
    path
from words
group by arrest_id, path, outcome, deciding_element
having count(*) filter (where is_deciding) <> case when deciding_element is null then 0 else 1 end
    or (deciding_element is null) <> (outcome = 'eligible')
    or (outcome = 'eligible' and bool_or(word not in ('met', 'presumed')))
    or bool_or(is_deciding and word in ('met', 'presumed'))
    or bool_or(is_deciding and word = 'unknown' and outcome <> when_unknown)
    or bool_or(is_deciding and word = 'not_yet' and outcome <> 'not_yet')
    or bool_or(is_deciding and word = 'not_met' and outcome not in ('ineligible', 'already_relieved'))
    or (outcome = 'already_relieved' and deciding_element <> 'not_relieved_before')
    or (outcome = 'not_yet' and bool_or(word in ('not_met', 'unknown')))
    or (outcome in ('review', 'undeterminable') and bool_or(word = 'not_met'))
