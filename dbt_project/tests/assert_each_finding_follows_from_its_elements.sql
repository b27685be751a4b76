{{ config(enabled=var('has_packs')) }}
-- Fails if a finding does not follow from the elements of its path: its deciding element is one of them, is not met,
-- and leads where the law table says; an eligible one has all that it needs. One unit of each kind of finding is asked:
-- two of a kind are decided alike. (Not asked: a level that is unknown and makes no difference, and what is decided for
-- several charges together, whose deciding element no path asks.)
with kinds as (

    select
        remedy_id,
        path,
        outcome,
        deciding_element,
        min(unit_id) as unit_id
    from {{ rule('decisions') }}
    where path is not null and len(immaterial_elements) = 0
    group by remedy_id, path, outcome, deciding_element

),

words as (

    select
        kinds.*,
        statuses.status as word,
        law_elements.when_unknown,
        coalesce(law_elements.needed = 'one_of', false) as is_ground,
        coalesce(statuses.element = kinds.deciding_element, false) as is_deciding
    from kinds
    left join ({{ statuses_of_paths(among='kinds') }}) as statuses
        on kinds.unit_id = statuses.unit_id
        and kinds.remedy_id = statuses.remedy_id
        and kinds.path = statuses.path
        and not statuses.is_part
    left join {{ law('elements') }} as law_elements
        on statuses.remedy_id = law_elements.remedy_id and statuses.element = law_elements.element

)

select
    unit_id,
    remedy_id,
    path
from words
group by unit_id, remedy_id, path, outcome, deciding_element
having
    bool_or(word is null)
    or (outcome = 'eligible' and deciding_element is not null)
    or count(*) filter (where is_deciding) > 1
    or (outcome = 'eligible' and bool_or(not is_ground and word not in ('met', 'presumed')))
    or (outcome = 'eligible' and bool_or(is_ground) and not bool_or(is_ground and word = 'met'))
    or bool_or(is_deciding and word in ('met', 'presumed'))
    or bool_or(is_deciding and word = 'unknown' and outcome <> when_unknown)
    or bool_or(is_deciding and word = 'not_yet' and outcome <> 'not_yet')
    or bool_or(is_deciding and word = 'not_met' and outcome not in ('ineligible', 'already_relieved'))
    or (outcome = 'already_relieved' and deciding_element is distinct from 'not_relieved_before')
