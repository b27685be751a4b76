{{ config(materialized='view') }}
-- Each charge as the file writes it, with the name and birth date that a file of people has for it: what batches quote.
with people as (

    select
        {{ standard_person_id('person_id') }} as issuer_person_id,
        min(trim(name)) as person_name,
        min(trim(birth_date)) as birth_date
    from {{ source('standard', 'people_rows') }}
    group by {{ standard_person_id('person_id') }}
    having count(distinct trim(name)) <= 1 and count(distinct trim(birth_date)) <= 1

)

select
    rows.delivery_id,
    rows.source_line,
    'history' as delivery_kind,
    people.person_name,
    people.birth_date,
    coalesce(trim(rows.state_id), trim(rows.person_id)) as state_id,
    trim(rows.disposition_date) as event_date,
    concat_ws(' ', trim(rows.statute), trim(rows.charge_text)) as charged_text,
    trim(rows.amended_statute) as disposed_text,
    cast(null as varchar) as convicted_text,
    cast(null as varchar) as comment_text
from {{ source('standard', 'history_rows') }} as rows
left join people on {{ standard_person_id('rows.person_id') }} = people.issuer_person_id
