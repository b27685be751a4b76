{{ config(tags=['central', 'metrics', 'scenario']) }}
-- (A table of its own: within the query of metrics_determinations, the rows of a whole state fill a disk.)
with {{ kinds_of_determinations_and_people() }}

select
    any_value(subjects.person_id) as person_id,
    any_value(people.kind_of_person) as kind_of_person,
    any_value(people.kind_of_status) as kind_of_status,
    any_value(subjects.place) as place,
    any_value(subjects.offense_group) as offense_group,
    any_value(subjects.year) as year,
    -- (The list is made distinct after it is built: list(distinct) keeps a second table of all rows.)
    list_sort(list(kinds.determination)) as determinations
from subjects
inner join kinds_of_determination as kinds
    on
    true
    {% for name in ['unit', 'remedy_id', 'outcome', 'ledger_state', 'state_order', 'is_filed', 'is_given'] %}
        and subjects.{{ name }} = kinds.{{ name }}
    {% endfor %}
    and subjects.fact is not distinct from kinds.fact
    and subjects.due_year is not distinct from kinds.due_year
inner join kinds_of_people as people
    on subjects.status is not distinct from people.status
    and subjects.race is not distinct from people.race
    and subjects.sex is not distinct from people.sex
    and subjects.age is not distinct from people.age
group by subjects.unit, subjects.unit_id
