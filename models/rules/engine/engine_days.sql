-- No statute: the days of every unit, with numbers to join by.
with days as (
    select * from {{ rule('unit_days') }}
    union all by name
    -- (A state whose days do not move with the as-of date leaves the column out.)
    select cast(null as date) as valid_until
    where false
)

select
    {{ short_content_number('days.unit_id') }} as unit_number,
    {{ short_content_number('days.person_id') }} as person_number,
    days.person_bucket, days.event, days.day_earliest, days.day_latest, days.valid_until, days.source
from days
