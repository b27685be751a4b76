-- Fails if two values of one parameter of the law are in force on the same day.
select earlier.parameter, earlier.effective_from, later.effective_from as other_effective_from
from {{ law('parameters') }} as earlier
inner join {{ law('parameters') }} as later
    on earlier.parameter = later.parameter
    and earlier.effective_from < later.effective_from
    and coalesce(earlier.effective_to, date '9999-12-31') >= later.effective_from
