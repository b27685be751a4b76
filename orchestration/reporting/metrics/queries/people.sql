-- People with what is left of their records, how many convictions they had, and the groups they are counted in:
-- record_people once each, placed_people once in each county in which they have a conviction or an arrest, with their
-- convictions of that county. people_by_kind has them once for each offense group and year of a conviction, with their
-- convictions of these: convictions can be counted there, people not. Restricted; temporary.
create or replace temp view record_people as
select
    records.*,
    people.vital_status,
    people.race_group as race,
    people.sex_group as sex,
    people.age_band as age,
    coalesce(standing.felonies, 0) as felonies,
    coalesce(standing.felonies_perhaps, 0) as felonies_perhaps,
    coalesce(standing.convictions, 0) as convictions,
    coalesce(standing.convictions_perhaps, 0) as convictions_perhaps,
    coalesce(standing.recent_convictions, 0) as recent_convictions,
    coalesce(standing.recent_convictions_perhaps, 0) as recent_convictions_perhaps
from people_records as records
inner join research.people as people on records.person_number = people.person_number
left join convictions_of_people as standing
    on records.person_number = standing.person_number
    and standing.place = 'ALL';

create or replace temp view placed_people as
select
    record_people.* exclude (
        felonies, felonies_perhaps, convictions, convictions_perhaps, recent_convictions, recent_convictions_perhaps
    ),
    places.county,
    coalesce(standing.felonies, 0) as felonies,
    coalesce(standing.felonies_perhaps, 0) as felonies_perhaps,
    coalesce(standing.convictions, 0) as convictions,
    coalesce(standing.convictions_perhaps, 0) as convictions_perhaps,
    coalesce(standing.recent_convictions, 0) as recent_convictions,
    coalesce(standing.recent_convictions_perhaps, 0) as recent_convictions_perhaps
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
    inner join marts.research_person_ids as numbers on placed.person_id = numbers.person_id
) as places
    on record_people.person_number = places.person_number
left join convictions_of_people as standing
    on record_people.person_number = standing.person_number
    and places.county = standing.place;

create or replace temp view people_by_kind as
select
    record_people.* exclude (
        felonies, felonies_perhaps, convictions, convictions_perhaps, recent_convictions, recent_convictions_perhaps
    ),
    kinds.* exclude (person_number)
from record_people
inner join convictions_of_kinds as kinds on record_people.person_number = kinds.person_number
