-- How each conviction stands before us: one whose relief was ours stood until then, whatever the newest delivery shows.
-- Words are no, unknown, yes. Restricted; temporary.
create or replace temp table standing_convictions as
select
    convictions.charge_id,
    convictions.person_id,
    place_of(charges.county_type, charges.county_name) as county,
    offense_group_of(charges.parse_status, charges.code_book, charges.level) as offense_group,
    year_between(charges.event_date_earliest, charges.event_date_latest) as year_of_event,
    cast(convictions.with_felony as varchar) as with_felony,
    case when ours.unit_id is not null then 'yes' else cast(convictions.with_conviction as varchar) end
        as with_conviction,
    cast(convictions.with_recent_conviction as varchar) as with_recent
from marts.impact_convictions as convictions
inner join intermediate.int_charges as charges on convictions.charge_id = charges.charge_id
left join (
    select distinct unit_id
    from ledger_lines
    where is_given and unit_id is not null
) as ours on convictions.charge_id = ours.unit_id
where convictions.scenario = (
    select scenario
    from rules.{state}_scenarios
    where policy = 'of_the_county'
);

-- How many of them each person has, in the state (county ALL) and in each county: those that stand, and those that
-- perhaps do.
create or replace temp table convictions_of_people as
select
    numbers.person_number,
    placed.place,
    count(*) filter (where placed.with_felony = 'yes') as felonies,
    count(*) filter (where placed.with_felony = 'unknown') as felonies_perhaps,
    count(*) filter (where placed.with_conviction = 'yes') as convictions,
    count(*) filter (where placed.with_conviction = 'unknown') as convictions_perhaps,
    count(*) filter (where placed.with_recent = 'yes') as recent_convictions,
    count(*) filter (where placed.with_recent = 'unknown') as recent_convictions_perhaps
from (
    select
        *,
        unnest(['ALL', county]) as place
    from standing_convictions
) as placed
inner join marts.research_person_ids as numbers on placed.person_id = numbers.person_id
group by numbers.person_number, placed.place;

-- The same in the state, by offense group and year.
create or replace temp table convictions_of_kinds as
select
    numbers.person_number,
    standing.offense_group,
    standing.year_of_event,
    count(*) filter (where standing.with_felony = 'yes') as felonies,
    count(*) filter (where standing.with_felony = 'unknown') as felonies_perhaps,
    count(*) filter (where standing.with_conviction = 'yes') as convictions,
    count(*) filter (where standing.with_conviction = 'unknown') as convictions_perhaps,
    count(*) filter (where standing.with_recent = 'yes') as recent_convictions,
    count(*) filter (where standing.with_recent = 'unknown') as recent_convictions_perhaps
from standing_convictions as standing
inner join marts.research_person_ids as numbers on standing.person_id = numbers.person_id
group by numbers.person_number, standing.offense_group, standing.year_of_event
