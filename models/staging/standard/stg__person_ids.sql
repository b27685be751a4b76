{{ config(materialized='table') }}
-- Which state id belongs to a person's number, where the files tell one and no other; and whether anybody is charged.
with told as (

    select
        {{ standard_person_id('person_id') }} as issuer_person_id,
        {{ standard_state_id('state_id') }} as state_id,
        true as is_charged
    from {{ source('standard', 'history_rows') }}
    union all
    select
        {{ standard_person_id('person_id') }} as issuer_person_id,
        {{ standard_state_id('state_id') }} as state_id,
        false as is_charged
    from {{ source('standard', 'people_rows') }}

)

select
    issuer_person_id,
    case when count(distinct state_id) = 1 then min(state_id) end as only_state_id,
    bool_or(is_charged) as is_charged
from told
where issuer_person_id is not null
group by issuer_person_id
