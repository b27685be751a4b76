{{ config(materialized='view') }}
with of_kinds as (

    select
        {{ finding_kind() }} as kind,
        list(law_table || ' ' || row_key order by law_table || ' ' || row_key) as law_rows
    from {{ rule('deciding_law_rows') }}
    group by kind

),

of_units as (

    select
        unit_id,
        person_id,
        person_bucket,
        remedy_id,
        list(law_table || ' ' || row_key) as law_rows
    from {{ rule('deciding_law_rows_by_unit') }}
    group by unit_id, person_id, person_bucket, remedy_id

)

select
    lines.unit_id,
    lines.person_id,
    lines.person_bucket,
    lines.remedy_id,
    case
        when of_units.law_rows is null then of_kinds.law_rows
        else list_sort(list_distinct(list_concat(of_kinds.law_rows, of_units.law_rows)))
    end as law_rows
from {{ ref('filing_lines') }} as lines
left join of_kinds on {{ finding_kind('lines.', outcome="'eligible'") }} = of_kinds.kind
left join of_units
    on lines.unit_id = of_units.unit_id
    and lines.person_id = of_units.person_id
    and lines.person_bucket = of_units.person_bucket
    and lines.remedy_id = of_units.remedy_id
