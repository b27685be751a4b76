-- Fails for an event row of staging that no event remembers. (A row can touch several charges of its cycle.)
with remembered as (

    select distinct unnest(source_rows) as source_row
    from {{ ref('int_events') }}

)

select events.delivery_id, events.source_line
from {{ staged('events') }} as events
anti join remembered on events.delivery_id || ':' || events.source_line = remembered.source_row
