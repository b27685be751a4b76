with lines as (

    select
        unit_id as subject_id,
        person_id,
        remedy_id,
        path,
        'eligible' as outcome,
        reason_code,
        deciding_element,
        presumed_facts
    from {{ ref('filing_lines') }}

),

{{ rows_of_law_that_decided('lines') }}

select
    decided.subject_id as unit_id,
    decided.person_id,
    decided.remedy_id,
    decided.law_table,
    decided.row_key,
    law_rows.citation,
    law_rows.verified
from decided
inner join {{ rule('law_rows') }} as law_rows
    on decided.law_table = law_rows.law_table and decided.row_key = law_rows.row_key
