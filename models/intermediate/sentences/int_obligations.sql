select
    obligations.delivery_id,
    obligations.source_line,
    links.person_id,
    cast(links.person_bucket as integer) as person_bucket,
    {{ content_hex('counts.charge_number') }} as charge_id,
    obligations.obligation_type,
    obligations.amount_owed_dollars,
    obligations.amount_paid_dollars,
    obligations.balance_dollars,
    obligations.balance_as_of
from {{ staged('obligations') }} as obligations
inner join {{ ref('int_person_links') }} as links on obligations.person_key = links.person_key
left join {{ ref('int_delivered_charges') }} as counts
    on {{ is_same_telling('obligations', 'counts') }}
    and links.history_number = counts.history_number
    and obligations.count_key = counts.count_key
