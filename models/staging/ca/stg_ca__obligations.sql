select
    delivery_id,
    source_line,
    person_key,
    person_bucket,
    count_key,
    cast(null as varchar) as obligation_type,
    cast(null as decimal(12, 2)) as amount_owed_dollars,
    cast(null as decimal(12, 2)) as amount_paid_dollars,
    cast(null as decimal(12, 2)) as balance_dollars,
    cast(null as date) as balance_as_of
from {{ ref('stg_ca__history_rows') }}
where false
