-- (The vocabulary of zz has every word of its file.)
select
    cast(null as varchar) as kind,
    cast(null as varchar) as county_name,
    cast(null as varchar) as delivery_id,
    cast(null as varchar) as file_name,
    cast(null as varchar) as wording,
    cast(null as boolean) as is_known,
    cast(null as boolean) as is_showable,
    cast(null as bigint) as row_count
from {{ ref('stg_zz__rows') }}
where false
