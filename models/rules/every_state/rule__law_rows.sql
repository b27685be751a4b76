{{ config(materialized='view', enabled=is_rule_shared('law_rows')) }}
-- No statute: every row of the law under the name that counts and signatures use, its table and its key, of law tables
-- and of packs. A key with several lines is one row.
select
    law_table,
    row_key,
    string_agg(distinct citation, '; ' order by citation) as citation,
    string_agg(distinct verified, '/' order by verified) as verified,
    max({{ doubt('verified') }}) as doubt
from {{ law('law_rows') }}
group by law_table, row_key
