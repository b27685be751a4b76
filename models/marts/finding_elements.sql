{{ config(materialized='view', tags=['one_person']) }}
-- Why a finding came out as it did: one row per charge in scope, remedy, path and element, with its word, the question
-- it answers and where the law asks it. Paths that did not decide stay visible.
select
    elements.charge_id,
    elements.person_id,
    elements.person_bucket,
    elements.remedy_id,
    elements.path,
    coalesce(findings.path, '') = coalesce(elements.path, '') as is_deciding_path,
    elements.element,
    law_elements.place,
    elements.word,
    coalesce(findings.path, '') = coalesce(elements.path, '')
    and coalesce(findings.deciding_element = elements.element, false) as is_deciding_element,
    list_contains(findings.immaterial_elements, elements.element) as is_immaterial,
    law_elements.asked_of,
    law_elements.needed,
    law_elements.question,
    law_elements.when_unknown,
    law_elements.rests_on,
    law_elements.looks_at,
    law_elements.when_not_yet,
    elements.rests_on_charge_ids,
    law_elements.citation,
    law_elements.verified
from {{ rule('elements') }} as elements
inner join {{ law('elements') }} as law_elements
    on elements.remedy_id = law_elements.remedy_id
    and elements.element = law_elements.element
inner join {{ rule('findings') }} as findings
    on elements.charge_id = findings.charge_id
    and elements.person_id = findings.person_id
    and elements.remedy_id = findings.remedy_id
