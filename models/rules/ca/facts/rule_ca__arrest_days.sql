-- No statute: the day of each arrest, or the span it is in; none where nothing of it is on record.
select
    arrest_id as unit_id,
    person_id,
    person_bucket,
    'arrest' as event,
    arrest_date_earliest as day_earliest,
    arrest_date_latest as day_latest,
    'history' as source,
    cast(null as date) as valid_until
from {{ ref('int_arrests') }}
