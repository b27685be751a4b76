{{ config(materialized='view', tags=['one_person']) }}
with tables as (

    select
        arrest_id,
        person_id,
        person_bucket,
        remedy_id,
        path,
        is_deciding_path,
        element,
        unnest(
            list_distinct(
                string_split(rests_on, ' ')
                || case when element = 'record_is_clear' then ['int_unread_lines'] else [] end
            )
        ) as fact_table
    from {{ ref('arrest_finding_elements') }}

)

select
    tables.arrest_id,
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
inner join {{ ref('arrest_explanation_fact_rows') }} as facts
    on tables.arrest_id = facts.arrest_id
    and tables.person_id = facts.person_id
    and tables.person_bucket = facts.person_bucket
    and tables.remedy_id = facts.remedy_id
    and tables.fact_table = facts.fact_table
