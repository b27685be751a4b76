-- Counted where the rows of one person are: a state has no disk to look for each person once among everybody's.
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

{{ rows_of_law_that_decided('findings') }}

select
    person_id,
    law_table,
    row_key,
    count(*) as determinations,
    count(*) filter (where outcome = 'eligible') as eligible
from decided
group by person_id, law_table, row_key
