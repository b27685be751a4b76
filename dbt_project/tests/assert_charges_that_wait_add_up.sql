-- The charges that wait in the counties add up to those of the state.
select
    remedy_id,
    fact,
    age_band
from {{ ref('review_queue') }}
group by remedy_id, fact, age_band
having
    sum(charges_waiting) filter (where county_name = 'ALL')
    is distinct from sum(charges_waiting) filter (where county_name <> 'ALL')
