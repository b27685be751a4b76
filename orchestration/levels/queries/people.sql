-- People with what is left of their records, and the groups they are counted in: record_people once each, placed_people
-- once in each county in which they have a conviction or an arrest. Restricted; temporary.
create or replace temp view record_people as
select
    records.*,
    people.vital_status,
    people.race_group as race,
    people.sex_group as sex,
    people.age_band as age
from people_records as records
inner join research.people as people on records.person_number = people.person_number;

create or replace temp view placed_people as
select
    record_people.*,
    places.county
from record_people
inner join (
    select distinct
        numbers.person_number,
        placed.county
    from (
        select
            person_id,
            place_of(county_type, county_name) as county
        from intermediate.int_charges
        where is_conviction
        union all
        select
            person_id,
            place_of(county_type, county_name) as county
        from intermediate.int_arrests
    ) as placed
    inner join marts.research_numbers as numbers on placed.person_id = numbers.person_id
) as places
    on record_people.person_number = places.person_number
