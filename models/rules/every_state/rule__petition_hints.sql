{{ config(materialized='view', enabled=is_rule_shared('petition_hints')) }}
-- No statute: petitions that a person may bring for a conviction that automatic relief does not reach: no rules of
-- such are there.
select
    cast(null as varchar) as charge_id,
    cast(null as varchar) as person_id,
    cast(null as integer) as person_bucket,
    cast(null as varchar) as remedy_id,
    cast(null as varchar) as hint_id,
    cast(null as integer) as place,
    cast(null as varchar) as is_within_reach,
    cast(null as varchar[]) as conditions,
    cast(null as varchar) as hint,
    cast(null as varchar) as citation,
    cast(null as varchar) as verified
where false
