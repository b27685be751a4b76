{{ config(materialized='view', enabled=is_rule_shared('people', by_packs=true)) }}
-- No statute: the days on which each person can have been born.
select
    person_id,
    person_bucket,
    birth_date_earliest,
    birth_date_latest
from {{ ref('int_people') }}
