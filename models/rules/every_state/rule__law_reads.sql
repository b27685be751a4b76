{{ config(materialized='view', enabled=is_rule_shared('law_reads', by_packs=true)) }}
-- No statute: rows of the law that a state's own facts read for one unit, beside those that its packs name: none.
select
    cast(null as varchar) as unit_id,
    cast(null as varchar) as person_id,
    cast(null as integer) as person_bucket,
    cast(null as varchar) as law_table,
    cast(null as varchar) as law_key,
    cast(null as varchar) as row_key
where false
