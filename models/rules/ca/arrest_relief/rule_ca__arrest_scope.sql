{{ config(tags=['central']) }}
-- Penal Code 851.93(a)(1): every arrest on record counted once, in scope, or out of it by why. The counts add up to the
-- arrests on record; the gate after the rules looks.
with arrests as (

    select
        is_candidate and jurisdiction <> 'elsewhere' as is_in_scope,
        case
            when jurisdiction = 'elsewhere' then 'arrest_of_another_state'
            when is_candidate then 'adult_arrest_of_this_state'
            else 'juvenile_arrest'
        end as scope_reason
    from {{ ref('rule_ca__arrest_units') }}

)

select
    is_in_scope,
    scope_reason,
    count(*) as arrest_count
from arrests
group by is_in_scope, scope_reason
