-- Fails if a finding does not follow from the words of its elements: its deciding element is there, is not satisfied,
-- and leads where the law table says; an eligible one has all it needs. (Those of Penal Code 1203.425 are asked in
-- columns: assert_ca_conviction_relief_follows_from_its_words.)
with statuses as (

    {{ words_of_findings('charge', rule('elements_long'), rule('findings')) }}
    where starts_with(elements.remedy_id, 'prop64')

),

words as (

    select
        charge_id,
        remedy_id,
        count(*) filter (where is_deciding_element) as deciding_elements,
        max(word) filter (where is_deciding_element) as deciding_word,
        max(when_unknown) filter (where is_deciding_element) as when_unknown,
        count(*) filter (where needed = 'every' and word not in ('met', 'presumed')) as lacking,
        count(*) filter (where needed = 'one_of') as grounds,
        count(*) filter (where needed = 'one_of' and word = 'met') as grounds_met,
        bool_or(word = 'presumed') as is_presumed
    from statuses
    where is_deciding_path
    group by charge_id, remedy_id

)

select
    findings.charge_id,
    findings.remedy_id
from {{ rule('findings') }} as findings
left join words on findings.charge_id = words.charge_id and findings.remedy_id = words.remedy_id
where starts_with(findings.remedy_id, 'prop64') and (
        words.charge_id is null
        or words.deciding_elements <> case when findings.deciding_element is null then 0 else 1 end
        or words.deciding_word in ('met', 'presumed')
        or (words.deciding_word = 'unknown' and findings.outcome <> words.when_unknown)
        or (words.deciding_word = 'not_met' and findings.outcome not in ('ineligible', 'already_relieved'))
        or (findings.outcome = 'already_relieved' and findings.deciding_element is distinct from 'not_relieved_before')
        or (
            findings.outcome = 'eligible'
            and (
                words.lacking > 0
                or (words.grounds > 0 and words.grounds_met = 0)
                or findings.deciding_element is not null
            )
        )
        or (findings.is_presumed and not words.is_presumed)
    )
