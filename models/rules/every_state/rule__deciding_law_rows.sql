{{ config(materialized='table', enabled=is_rule_shared('deciding_law_rows', by_packs=true), tags=['distinct']) }}
-- No statute: the rows of the law that decide each kind of finding, and how sure each is. What decides the finding of
-- one unit alone is in rule__deciding_law_rows_by_unit.
with kinds as (

    select distinct
        remedy_id,
        path,
        outcome,
        reason_code,
        deciding_element,
        presumed_facts
    from {{ rule('decisions') }}

),

named as (

    select
        kinds.*,
        'reasons' as law_table,
        kinds.reason_code as row_key
    from kinds
    union
    select
        kinds.*,
        finding_law.law_table,
        finding_law.law_key as row_key
    from kinds
    inner join {{ law('finding_law') }} as finding_law on {{ is_decided_by('kinds', 'finding_law') }}
    where finding_law.looks_at is null

)

select
    named.*,
    law_rows.doubt
from named
left join {{ rule('law_rows') }} as law_rows
    on named.law_table = law_rows.law_table and named.row_key = law_rows.row_key
-- (Not of every path a row of another table has the name.)
where law_rows.row_key is not null or named.row_key is distinct from named.path
