{{ config(materialized='view', tags=['one_person']) }}
-- Which fact rows each word of an element rests on: one row per charge in scope, remedy, path, element, fact row and
-- source line. An element that no fact answers has no row here.
with elements as (

    select
        *,
        string_split(rests_on, ' ') as tables,
        coalesce(len(rests_on_charge_ids), 0) > 0 as names_charges
    from {{ ref('finding_elements') }}

)

select
    elements.charge_id,
    elements.person_id,
    elements.person_bucket,
    elements.remedy_id,
    elements.path,
    elements.element,
    facts.role,
    facts.fact_table,
    facts.fact_id,
    facts.words,
    facts.delivery_id,
    facts.file_name,
    facts.source_line
from elements
inner join {{ ref('explanation_facts') }} as facts
    on elements.charge_id = facts.charge_id
    and elements.person_id = facts.person_id
    and elements.remedy_id = facts.remedy_id
where case
        -- (Where the rules name the charges that decided, these and no others beside the count itself.)
        when elements.names_charges and list_contains(elements.rests_on_charge_ids, facts.fact_id) then true
        when facts.fact_table = 'int_charges' and not list_has_any(elements.tables, ['int_charges', 'int_convictions'])
            then false
        when facts.fact_table <> 'int_charges' and not list_contains(elements.tables, facts.fact_table) then false
        when facts.role = 'charge_of_the_same_arrest' then coalesce(elements.looks_at = 'case', false)
        when facts.role in ('other_conviction', 'conviction_that_may_bar')
            then coalesce(elements.looks_at = 'person', false) and not elements.names_charges
        when facts.role = 'event_of_the_person' then coalesce(elements.looks_at = 'person', false)
        else true
    end
