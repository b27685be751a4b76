-- How many convictions do people have?
-- groups: convictions_on_record
-- counts: people
select
    least(conviction_count, 10) as convictions_on_record,
    count(*) as people
from (
    select
        person_number,
        count(*) as conviction_count
    from research.convictions
    group by person_number
) as counted
group by least(conviction_count, 10)
