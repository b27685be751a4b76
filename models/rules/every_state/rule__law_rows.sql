{{ config(materialized='view', enabled=is_rule_shared('law_rows')) }}
-- No statute: every row of the law tables under the name that counts and signatures use: its table and its key. A key with
-- several lines is one row.
with lines as (

    {% for law_table in var('law_tables', ['reasons']) %}
        select
            '{{ law_table }}' as law_table,
            row_key,
            citation,
            verified
        from {{ law(law_table) }}
        {{ 'union all' if not loop.last }}
    {% endfor %}

)

select
    law_table,
    row_key,
    string_agg(distinct citation, '; ' order by citation) as citation,
    string_agg(distinct verified, '/' order by verified) as verified,
    max({{ doubt('verified') }}) as doubt
from lines
group by law_table, row_key
