-- How long have people waited whose conviction can be cleared now?
-- counts: determinations
-- measures: median_charge_year of determinations
select
    count(*) as determinations,
    median(charge_year) as median_charge_year
from research.conviction_outcomes
where outcome = 'eligible' and is_conviction
