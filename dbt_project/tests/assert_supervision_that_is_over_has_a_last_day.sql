-- Fails if a record of supervision is said to be over, and nobody knows until when: what waits for its end would fall
-- back on a day that nobody told.
select supervision_record_id
from {{ ref('int_supervision_records') }}
where is_active = 'no' and ended_on_latest is null
