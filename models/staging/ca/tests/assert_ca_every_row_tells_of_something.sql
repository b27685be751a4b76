-- Fails for any staged row that reaches none of the contracted tables of charges, sentences and events.
select rows.delivery_id, rows.source_line
from {{ ref('stg_ca__history_rows') }} as rows
anti join {{ ref('stg_ca__charges') }} as charges using (delivery_id, source_line)
anti join {{ ref('stg_ca__events') }} as events using (delivery_id, source_line)
anti join {{ ref('stg_ca__sentences') }} as sentences using (delivery_id, source_line)
