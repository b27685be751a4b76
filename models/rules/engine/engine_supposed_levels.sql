-- No statute: the levels that units of unknown level are decided as (suppose, on a remedy), each with its variant;
-- variant 0 is the level on record.
with levels as (
    select distinct unnest(suppose_levels) as level
    from {{ ref('engine_law_paths') }}
)

select
    cast(row_number() over (order by level) as utinyint) as variant,
    level
from levels
