-- Fails if a finding of Penal Code 1203.425 does not follow from the statuses of its elements: the deciding element of
-- the path is not satisfied and leads where the law says, and an eligible one has all that its path needs.
-- (Statuses are read as the engine keeps them: what is met and says nothing else has no row.)
with all_findings as (

    {{ engine_of_both_stages('findings') }}

),

rows_of_elements as (

    {{ engine_of_both_stages('rows') }}

),

words as (

    select
        rows_of_elements.candidate_number,
        cast(rows_of_elements.status as varchar) as word,
        elements.element,
        elements.when_unknown
    from rows_of_elements
    inner join {{ ref('engine_law_elements') }} as elements
        on rows_of_elements.element_number = elements.element_number and not elements.is_part
    where elements.remedy_id = 'conviction_relief'

),

statuses as (

    select
        findings.unit_id as charge_id,
        any_value(findings.outcome) as outcome,
        any_value(findings.deciding_element) as deciding_element,
        any_value(findings.eligible_on) as eligible_on,
        -- (A level that is unknown and makes no difference holds nothing up.)
        coalesce(bool_and(
            words.word in ('met', 'presumed') or list_contains(findings.immaterial_elements, words.element)
        ), true) as has_all,
        max(words.word) filter (where words.element = findings.deciding_element) as deciding_word,
        max(words.when_unknown) filter (where words.element = findings.deciding_element) as when_unknown,
        coalesce(max(words.word) filter (where words.element = 'not_relieved_before'), 'met') as not_relieved_before
    from all_findings as findings
    left join words on findings.candidate_number = words.candidate_number
    where findings.remedy_id = 'conviction_relief' and findings.path is not null
    group by findings.unit_id

)

select charge_id
from statuses
where (outcome = 'eligible') <> has_all
    or (outcome = 'eligible' and (deciding_element is not null or eligible_on is null))
    or (outcome <> 'eligible' and coalesce(deciding_word in ('met', 'presumed'), true))
    or (deciding_word = 'unknown' and outcome <> when_unknown)
    or (deciding_word = 'not_met' and outcome not in ('ineligible', 'already_relieved'))
    or (deciding_word = 'not_yet' and outcome <> 'not_yet')
    or ((outcome = 'already_relieved') <> (not_relieved_before = 'not_met'))
