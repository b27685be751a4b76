-- What was determined and what became of it: one row per conviction, charge or arrest and remedy, with the groups it is
-- counted in and, where the ledger knows it, the line that is furthest on. Restricted; temporary.
create or replace temp table counted_units as
with lines as (

    select
        unit_id,
        remedy_id,
        arg_max(state, place) as state,
        arg_max(stage, place) as stage,
        max(place) as place,
        bool_or(is_filed) as is_filed,
        bool_or(is_given) as is_given,
        bool_or(is_challenged) as is_challenged,
        min(filed_on) as filed_on,
        min(given_on) as given_on,
        max(last_event) as last_event
    from ledger_lines
    where unit_id is not null
    group by unit_id, remedy_id

),

determined as (

    select
        charge_id as unit_id,
        remedy_id,
        outcome,
        eligible_on,
        deciding_element
    from rules.rule_{state}__findings
    union all
    select
        arrest_id as unit_id,
        remedy_id,
        outcome,
        eligible_on,
        deciding_element
    from rules.rule_{state}__arrest_findings

),

-- (What the ledger knows under a remedy that no longer speaks of it is out of scope now, and still counted.)
known as (

    select
        coalesce(determined.unit_id, lines.unit_id) as unit_id,
        coalesce(determined.remedy_id, lines.remedy_id) as remedy_id,
        coalesce(determined.outcome, 'out_of_scope') as outcome,
        determined.eligible_on,
        determined.deciding_element,
        coalesce(lines.state, 'not in the ledger') as state,
        coalesce(lines.stage, 'not_in_the_ledger') as stage,
        coalesce(lines.place, 0) as place,
        coalesce(lines.is_filed, false) as is_filed,
        coalesce(lines.is_given, false) as is_given,
        coalesce(lines.is_challenged, false) as is_challenged,
        lines.filed_on,
        lines.given_on,
        lines.last_event
    from determined
    full join lines on determined.unit_id = lines.unit_id and determined.remedy_id = lines.remedy_id

),

subjects as (

    select
        charge_id as unit_id,
        case when is_conviction then 'convictions' else 'charges' end as unit,
        person_id,
        place_of(county_type, county_name) as county,
        offense_group_of(parse_status, code_book, level) as offense_group,
        year_between(event_date_earliest, event_date_latest) as year_of_event
    from intermediate.int_charges
    union all
    select
        arrest_id as unit_id,
        'arrests' as unit,
        person_id,
        place_of(county_type, county_name) as county,
        'arrest' as offense_group,
        year_between(arrest_date_earliest, arrest_date_latest) as year_of_event
    from intermediate.int_arrests

)

select
    subjects.unit,
    known.unit_id,
    numbers.person_number,
    known.* exclude (unit_id),
    subjects.county,
    people.race_group as race,
    people.sex_group as sex,
    people.age_band as age,
    people.vital_status,
    subjects.offense_group,
    subjects.year_of_event
from known
inner join subjects on known.unit_id = subjects.unit_id
inner join marts.research_person_ids as numbers on subjects.person_id = numbers.person_id
inner join research.people as people on numbers.person_number = people.person_number
