{{ config(materialized='view', enabled=is_rule_shared('scenario_reliefs')) }}
-- No statute: what hypothetical policies would give: none is compared.
select
    cast(null as varchar) as scenario,
    cast(null as varchar) as charge_id,
    cast(null as varchar) as person_id,
    cast(null as integer) as person_bucket,
    cast(null as varchar) as statutory_outcome,
    cast(null as varchar) as policy_outcome,
    cast(null as varchar) as outcome,
    cast(null as varchar) as relief
where false
