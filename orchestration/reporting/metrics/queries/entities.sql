-- What is counted, each thing in a row for each law: convictions, charges and arrests, and people with all of theirs.
create or replace temp view counted_entities as
select
    *,
    unit_id as entity
from counted_units
union all by name
select
    * replace ('people' as unit),
    cast(person_number as varchar) as entity
from counted_units
