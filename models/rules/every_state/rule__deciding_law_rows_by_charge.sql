{{ config(materialized='table', enabled=is_rule_shared('deciding_law_rows_by_charge', by_engine=true)) }}
-- No statute: the rows of the law that decide the finding of one charge and not of all of its kind, as the engine names
-- them, and how sure each is.
select
    named.unit_id as charge_id,
    named.person_id,
    named.person_bucket,
    named.remedy_id,
    named.law_table,
    named.row_key,
    law_rows.doubt
from {{ ref('engine_deciding_law_rows_by_unit') }} as named
inner join {{ ref('engine_findings') }} as findings
    on named.unit_id = findings.unit_id
    and named.remedy_id = findings.remedy_id
    and findings.unit = 'charge'
left join {{ ref('engine_law_rows') }} as law_rows
    on named.law_table = law_rows.law_table and named.row_key = law_rows.row_key
