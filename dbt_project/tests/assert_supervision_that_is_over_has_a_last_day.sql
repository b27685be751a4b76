-- Fails if a supervision record is over and has no last day: everything that waits for its end would use a day that
-- nobody reported.
select supervision_record_id
from {{ ref('int_supervision_records') }}
where is_active = 'no' and ended_on_latest is null
