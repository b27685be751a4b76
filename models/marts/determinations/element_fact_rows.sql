{{ config(materialized='view', tags=['one_person']) }}
with elements as (

    select
        charge_id,
        person_id,
        person_bucket,
        remedy_id,
        path,
        is_deciding_path,
        element,
        rests_on_charge_ids,
        coalesce(len(rests_on_charge_ids), 0) > 0 as names_charges,
        list_has_any(string_split(rests_on, ' '), ['int_charges', 'int_convictions']) as rests_on_charges,
        coalesce(looks_at, 'count') as looks_at,
        string_split(rests_on, ' ')
        -- (A line that could not be read holds up the person, whatever a pack says that its words rest on.)
        || case when element = 'record_is_clear' then ['int_unread_lines'] else [] end as tables
    from {{ ref('finding_elements') }}

),

-- (A conviction stands as its charge; charges that the rules name as decisive count whatever the question looks at.)
tables as (

    select
        * exclude (tables),
        unnest(
            list_distinct(
                case when rests_on_charges or names_charges then list_append(tables, 'int_charges') else tables end
            )
        ) as fact_table
    from elements

)

select
    tables.charge_id,
    tables.person_id,
    tables.person_bucket,
    tables.remedy_id,
    tables.path,
    tables.is_deciding_path,
    tables.element,
    facts.role,
    facts.fact_table,
    facts.fact_id,
    facts.words,
    facts.source_rows,
    facts.fact_key
from tables
inner join {{ ref('explanation_fact_rows') }} as facts
    on tables.charge_id = facts.charge_id
    and tables.person_id = facts.person_id
    and tables.person_bucket = facts.person_bucket
    and tables.remedy_id = facts.remedy_id
    and tables.fact_table = facts.fact_table
where case
        -- (Where the rules name the charges that decided, these and no others beside the count itself.)
        when tables.names_charges and list_contains(tables.rests_on_charge_ids, facts.fact_id) then true
        when facts.fact_table = 'int_charges' and not tables.rests_on_charges then false
        when facts.role in ('other_conviction', 'conviction_that_may_bar')
            then tables.looks_at = 'person' and not tables.names_charges
        when facts.role = 'charge_of_the_same_arrest' then tables.looks_at = 'case'
        when facts.role = 'event_on_a_count_of_the_same_arrest' then tables.looks_at in ('case', 'person')
        when facts.role in (
                'other_charge', 'sentence_of_another_conviction', 'sentence_told_by_a_step',
                'event_on_another_conviction', 'event_of_the_person',
                'established_fact_of_another_charge'
            )
            then tables.looks_at = 'person'
        -- (One that is about no conviction on record may be about this one.)
        when facts.role = 'petition_of_the_person'
            then tables.looks_at = 'person' or tables.element = 'record_is_clear'
        else true
    end
