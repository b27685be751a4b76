{{ config(materialized='table', enabled=is_rule_shared('questions', by_packs=true)) }}
-- No statute: facts that nobody established and that an unknown element of a determination which waits would be
-- answered by: one row per person, fact and line of the facts file. Whether an answer changes anything is not asked
-- here.
with asked as (

    select
        person_id,
        fact,
        subject_unit,
        subject_id
    from {{ rule('asked') }}

),

{{ name_questions() }}
