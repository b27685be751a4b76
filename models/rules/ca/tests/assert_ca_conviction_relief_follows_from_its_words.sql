-- Fails if a finding of Penal Code 1203.425 does not follow from the statuses of its elements: the deciding element of
-- the path is not satisfied and leads where the law says, and an eligible one has all that its path needs.
with statuses as (

    select
        findings.charge_id,
        any_value(findings.outcome) as outcome,
        any_value(findings.deciding_element) as deciding_element,
        any_value(findings.eligible_on) as eligible_on,
        -- (A level that is unknown and makes no difference holds nothing up.)
        bool_and(
            elements.word in ('met', 'presumed') or list_contains(findings.immaterial_elements, elements.element)
        ) as has_all,
        max(elements.word) filter (where elements.element = findings.deciding_element) as deciding_word,
        max(law.when_unknown) filter (where elements.element = findings.deciding_element) as when_unknown,
        max(elements.word) filter (where elements.element = 'not_relieved_before') as not_relieved_before
    from {{ ref('rule_ca__conviction_relief') }} as findings
    inner join {{ rule('elements_long') }} as elements
        on findings.charge_id = elements.charge_id
        and findings.path = elements.path
        and elements.remedy_id = 'conviction_relief'
    left join {{ law('elements') }} as law
        on elements.remedy_id = law.remedy_id and elements.element = law.element
    group by findings.charge_id

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
