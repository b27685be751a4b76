-- Penal Code 851.93(a)(1): every arrest on record counted once, in scope, or out of it by why. The counts add up to the
-- arrests on record; the gate after the rules looks.
with arrests as (

    select
        relief.arrest_id is not null as is_in_scope,
        case
            when relief.arrest_id is not null then 'adult_arrest_of_this_state'
            when arrests.county_type = 'elsewhere' then 'arrest_of_another_state'
            else 'juvenile_arrest'
        end as scope_reason
    from {{ ref('int_arrests') }} as arrests
    left join {{ ref('rule_ca__arrest_relief') }} as relief on arrests.arrest_id = relief.arrest_id

)

select
    is_in_scope,
    scope_reason,
    count(*) as arrest_count
from arrests
group by is_in_scope, scope_reason
