{{ config(materialized='view', tags=['one_person']) }}
-- Why a finding of an arrest came out as it did: one row per arrest in scope, path and element, as finding_elements is
-- of charges. Paths that did not decide stay visible.
select
    elements.arrest_id,
    elements.person_id,
    elements.person_bucket,
    elements.remedy_id,
    elements.path,
    findings.path = elements.path as is_deciding_path,
    elements.element,
    law_elements.place,
    elements.word,
    findings.path = elements.path and coalesce(findings.deciding_element = elements.element, false)
        as is_deciding_element,
    list_contains(findings.immaterial_elements, elements.element) as is_immaterial,
    law_elements.asked_of,
    law_elements.needed,
    law_elements.question,
    law_elements.when_unknown,
    law_elements.rests_on,
    law_elements.looks_at,
    law_elements.when_not_yet,
    law_elements.citation,
    law_elements.verified
from {{ rule('arrest_elements') }} as elements
inner join {{ law('elements') }} as law_elements
    on elements.remedy_id = law_elements.remedy_id
    and elements.element = law_elements.element
inner join {{ rule('arrest_findings') }} as findings
    on elements.arrest_id = findings.arrest_id
    and elements.person_id = findings.person_id
    and elements.remedy_id = findings.remedy_id
