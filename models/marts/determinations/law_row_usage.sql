{{ config(tags=['central']) }}
with counted as (

    select
        law_table,
        row_key,
        sum(determinations) as determinations,
        sum(eligible) as eligible,
        count(*) as people
    from {{ ref('law_rows_of_people') }}
    group by law_table, row_key

)

select
    law_rows.law_table,
    law_rows.row_key,
    law_rows.citation,
    law_rows.verified,
    law_rows.doubt = 0 as is_read,
    cast(coalesce(counted.determinations, 0) as bigint) as determinations,
    cast(coalesce(counted.eligible, 0) as bigint) as eligible,
    coalesce(counted.people, 0) as people
from {{ rule('law_rows') }} as law_rows
left join counted on law_rows.law_table = counted.law_table and law_rows.row_key = counted.row_key
