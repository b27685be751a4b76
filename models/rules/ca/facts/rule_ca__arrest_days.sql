-- No statute: the day of each arrest, or the span it is in; none where nothing of it is on record. And the last day on
-- which what it led to ended without a conviction, of which the first is that of the arrest.
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
union all
select
    arrests.arrest_id as unit_id,
    arrests.person_id,
    arrests.person_bucket,
    'disposition' as event,
    arrests.arrest_date_earliest as day_earliest,
    outcomes.disposed_on_latest as day_latest,
    'history' as source,
    cast(null as date) as valid_until
from {{ ref('int_arrests') }} as arrests
inner join {{ ref('int_arrest_outcomes') }} as outcomes on arrests.arrest_number = outcomes.arrest_number
where outcomes.disposed_on_latest is not null
