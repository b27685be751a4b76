-- Relief that a court prohibited on a prosecutor's petition, by county of the conviction and year of the decision.
select
    place_of(charges.county_type, charges.county_name) as county,
    case
        when year(petitions.outcome_on_earliest) = year(petitions.outcome_on_latest)
            then cast(year(petitions.outcome_on_earliest) as varchar)
        else 'not known'
    end as year_of_decision,
    count(distinct petitions.charge_id) as prohibited
from intermediate.int_prohibition_petitions as petitions
inner join intermediate.int_charges as charges on petitions.charge_id = charges.charge_id
where petitions.outcome = 'granted'
group by all
order by all
