{{ config(materialized='table', enabled=is_rule_shared('deciding_law_rows', by_engine=true), tags=['distinct']) }}
-- No statute: the rows of the law that decide each kind of finding, as the engine names them, and how sure each is.
select
    named.*,
    law_rows.doubt
from {{ ref('engine_deciding_law_rows') }} as named
left join {{ ref('engine_law_rows') }} as law_rows
    on named.law_table = law_rows.law_table and named.row_key = law_rows.row_key
-- (What a path asks is a row of elements.)
where named.law_table <> 'path_elements'
