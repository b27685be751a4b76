{{ config(tags=['central']) }}
with findings as (

    select
        charge_id as subject_id,
        person_id,
        remedy_id,
        path,
        outcome,
        reason_code,
        deciding_element,
        presumed_facts
    from {{ rule('findings') }}
    union all
    select
        arrest_id as subject_id,
        person_id,
        remedy_id,
        path,
        outcome,
        reason_code,
        deciding_element,
        cast([] as varchar[]) as presumed_facts
    from {{ rule('arrest_findings') }}

),

{{ rows_of_law_that_decided('findings') }},

counted as (

    select
        law_table,
        row_key,
        count(*) as determinations,
        count(*) filter (where outcome = 'eligible') as eligible,
        count(distinct person_id) as people
    from decided
    group by law_table, row_key

)

select
    law_rows.law_table,
    law_rows.row_key,
    law_rows.citation,
    law_rows.verified,
    law_rows.doubt = 0 as is_read,
    coalesce(counted.determinations, 0) as determinations,
    coalesce(counted.eligible, 0) as eligible,
    coalesce(counted.people, 0) as people
from {{ ref('engine_law_rows') }} as law_rows
left join counted on law_rows.law_table = counted.law_table and law_rows.row_key = counted.row_key
