-- Eligible under each law, and of no line of the ledger under it, by county: not proposed yet, or
-- asked for under another.
select
    units.remedy_id,
    units.county,
    remedies.relief_by,
    count(distinct units.unit_id) as not_in_the_ledger
from counted_units as units
inner join rules.{state}_remedies as remedies on units.remedy_id = remedies.remedy_id
where units.outcome = 'eligible' and units.place = 0
group by all
order by all
