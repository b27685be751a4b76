{{ config(materialized='view') }}
-- The findings of every remedy whose unit is the charge: one row per charge in scope and remedy. Each remedy is decided
-- by itself, in its own model; this puts them side by side. (A view: each stands written down once already.)
with prop64 as (

    select
        charge_id,
        person_id,
        person_bucket,
        remedy_id,
        path,
        outcome,
        relief,
        policy_remedy,
        reason_code,
        deciding_element,
        cast([] as varchar[]) as immaterial_elements,
        presumed_facts,
        is_presumed,
        has_possible_better_path,
        new_section,
        new_level,
        is_sealed,
        disqualifiers,
        sentence_state,
        rests_on_inference,
        eligible_on,
        is_order_overdue,
        false as is_held_up_by_missing_file,
        decided_by
    from {{ ref('rule_ca__prop64_findings') }}

),

-- Penal Code 1203.425: nothing is asked of a court, nothing is sealed, no level changes.
conviction_relief as (

    select
        charge_id,
        person_id,
        person_bucket,
        'conviction_relief' as remedy_id,
        path,
        outcome,
        case when outcome = 'eligible' then 'relieve_conviction' end as relief,
        cast(null as varchar) as policy_remedy,
        reason_code,
        deciding_element,
        immaterial_elements,
        presumed_facts,
        len(presumed_facts) > 0 as is_presumed,
        false as has_possible_better_path,
        cast(null as varchar) as new_section,
        cast(null as varchar) as new_level,
        false as is_sealed,
        'not_asked' as disqualifiers,
        cast(null as varchar) as sentence_state,
        len(presumed_facts) > 0 as rests_on_inference,
        eligible_on,
        false as is_order_overdue,
        is_held_up_by_missing_file,
        decided_by
    from {{ ref('rule_ca__conviction_relief') }}

)

select * from prop64
union all
select * from conviction_relief
