{{ config(materialized='table', enabled=is_rule_shared('arrest_scope', by_packs=true), tags=['central']) }}
-- No statute: every arrest on record counted once, in scope where a path of a remedy may be for it, or out of it by
-- why.
select
    findings.unit_id is not null as is_in_scope,
    case
        when findings.unit_id is not null then 'a_path_is_for_it'
        when units.jurisdiction = 'elsewhere' then 'arrest_of_another_state'
        when not units.is_candidate then 'only_looked_at'
        else 'no_path_is_for_it'
    end as scope_reason,
    count(*) as arrest_count
from {{ ref('int_arrests') }} as arrests
left join {{ rule('units') }} as units on arrests.arrest_id = units.unit_id
left join (
    select distinct unit_id
    from {{ rule('decisions') }}
    where unit = 'arrest'
) as findings on arrests.arrest_id = findings.unit_id
group by all
