{{ config(materialized='table') }}
-- What the whole case owes is told beside its first count.
with received as (

    select
        matched.*,
        upper({{ standard_text('rows.kind') }}) as kind_code,
        {% for column in ['ordered', 'paid', 'balance'] %}
            {{ standard_amount(standard_text('rows.' ~ column)) }} as {{ column }}_dollars,
        {% endfor %}
        {{ standard_day(standard_text('rows.balance_as_of')) }} as balance_as_of
    from {{ ref('stg__case_rows') }} as matched
    inner join {{ source('standard', 'obligations_rows') }} as rows
        on matched.delivery_id = rows.delivery_id and matched.source_line = rows.source_line
    where matched.file = 'obligations' and matched.match <> 'none'

)

select
    received.delivery_id,
    received.source_line,
    received.person_key,
    received.person_bucket,
    coalesce(received.count_key, received.first_count_key) as count_key,
    coalesce(obligations.meaning, 'unrecognised') as obligation_type,
    received.ordered_dollars as amount_owed_dollars,
    received.paid_dollars as amount_paid_dollars,
    received.balance_dollars,
    received.balance_as_of
from received
left join {{ standard_vocabulary('obligation') }} as obligations on received.kind_code = obligations.wording
