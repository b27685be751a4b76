{{ config(materialized='view') }}
-- No statute: the rows of the law that decide the finding of one arrest and not of all of its kind, as the engine names
-- them (pc_851_93.law).
select
    decided.unit_id as arrest_id,
    decided.person_id,
    decided.person_bucket,
    decided.remedy_id,
    decided.law_table,
    decided.row_key,
    law_rows.doubt
from {{ ref('engine_deciding_law_rows_by_unit') }} as decided
left join {{ ref('engine_law_rows') }} as law_rows
    on decided.law_table = law_rows.law_table and decided.row_key = law_rows.row_key
where decided.remedy_id = 'arrest_relief'
