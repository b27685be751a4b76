{{ config(materialized='view', enabled=is_rule_shared('charge_details')) }}
-- No statute: what a state tells of a finding of a charge beside the findings that every state has: here nothing.
select
    cast(null as varchar) as charge_id,
    cast(null as varchar) as person_id,
    cast(null as integer) as person_bucket,
    cast(null as varchar) as remedy_id,
    cast(null as varchar) as policy_remedy,
    cast(null as boolean) as has_possible_better_path,
    cast(null as varchar) as new_section,
    cast(null as varchar) as new_level,
    cast(null as boolean) as is_sealed,
    cast(null as varchar) as disqualifiers,
    cast(null as varchar) as sentence_state,
    cast(null as boolean) as rests_on_inference,
    cast(null as boolean) as is_order_overdue
where false
