-- What is told of each level, whatever it counts: its groups, count and denominator. Both queries of levels end so.
    '{trait_1}' as trait_1,
    group_1,
    '{trait_2}' as trait_2,
    group_2,
    vital_status,
    cast(level.of as bigint) as count,
    cast(level.perhaps as bigint) as not_known,
    level.among as denominator_name,
    cast(level.whole as bigint) as denominator,
    case when level.whole > 0 then round(level.of / level.whole, 4) end as share
from measured
