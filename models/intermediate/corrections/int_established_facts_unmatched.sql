{{ config(tags=['central']) }}
with known_ids as (

    {{ ids_on_record() }}

),

matched as (

    select fact_id from {{ ref('int_established_facts') }}
    union
    select fact_id from {{ ref('int_established_person_facts') }}
    union
    select fact_id from {{ ref('int_established_arrest_facts') }}
    union
    select fact_id from {{ ref('int_rejected_lines') }}
    where fact_id is not null

)

select
    facts.fact_id,
    case
        when known_ids.id_key is null then 'no_such_person'
        when facts.unit = 'arrest' then 'no_such_arrest'
        when facts.unit = 'line' then 'no_such_line'
        else 'no_such_charge'
    end as reason
from {{ source('intake', 'established_facts') }} as facts
left join known_ids on facts.id_key = known_ids.id_key
where facts.fact_id not in (select matched.fact_id from matched)
