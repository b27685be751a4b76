-- Lines of the ledger by count, in each run as it was counted.
create or replace temp table lines as
select
    side, key_of_count(count_key, kind) as count_key, kind, person_id, place, is_deceased, is_filed, is_given,
    last_event
from (
    select 'a' as side, * from a_lines
    union all by name
    select 'b' as side, * from b_lines
) as sides
