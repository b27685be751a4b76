select
    delivery_id,
    source_line,
    person_key,
    person_bucket,
    count_key,
    'fine' as obligation_type,
    cast(owed as decimal(12, 2)) as amount_owed_dollars,
    cast(paid as decimal(12, 2)) as amount_paid_dollars,
    cast(balance as decimal(12, 2)) as balance_dollars,
    cast(balance_on as date) as balance_as_of
from {{ ref('stg_zz__rows') }}
where owed is not null
