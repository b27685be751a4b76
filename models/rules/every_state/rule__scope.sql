{{ config(materialized='table', enabled=is_rule_shared('scope', by_packs=true), tags=['central']) }}
-- No statute: for each remedy of charges every conviction on record counted once, in scope where a path may be for
-- it, or out of it by why; and the charges in scope that are no conviction on record.
with remedies as (

    select remedy_id
    from {{ law('remedies') }}
    where unit not in ('arrest', 'person')

),

in_scope as (

    select distinct
        unit_id,
        remedy_id
    from {{ rule('decisions') }}

),

counted as (

    select
        remedies.remedy_id,
        convictions.charge_id is not null as is_conviction,
        in_scope.unit_id is not null as is_in_scope,
        case
            when in_scope.unit_id is not null then 'a_path_is_for_it'
            when units.unit_id is null then 'no_unit_of_the_law'
            when units.jurisdiction = 'elsewhere' then 'court_of_another_state'
            when not units.is_candidate then 'only_looked_at'
            else 'no_path_is_for_it'
        end as scope_reason
    from remedies
    cross join {{ ref('int_charges') }} as charges
    left join {{ ref('int_convictions') }} as convictions on charges.charge_id = convictions.charge_id
    left join {{ rule('units') }} as units on charges.charge_id = units.unit_id
    left join in_scope on charges.charge_id = in_scope.unit_id and remedies.remedy_id = in_scope.remedy_id
    where convictions.charge_id is not null or in_scope.unit_id is not null

)

select
    remedy_id,
    is_in_scope,
    scope_reason,
    count(*) filter (where is_conviction) as conviction_count,
    count(*) filter (where not is_conviction) as charge_count
from counted
group by remedy_id, is_in_scope, scope_reason
