{{ config(materialized='view', enabled=is_rule_shared('elements_long', by_packs=true)) }}
-- No statute: the status of every element of every path that a charge may take, one row each.
-- What it rests on other charges for is named with it.
select
    unit_id as charge_id,
    person_id,
    person_bucket,
    remedy_id,
    path,
    element,
    status as word,
    nullif(list_filter(rests_on, lambda other: other <> unit_id), cast([] as varchar[])) as rests_on_charge_ids
from ({{ statuses_of_paths(unit='charge') }}) as statuses
where unit = 'charge' and not is_part
