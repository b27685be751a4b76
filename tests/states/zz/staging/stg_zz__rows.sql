{{ config(materialized='table') }}
{% set texts = ['person_id', 'name', 'born', 'sex', 'race', 'county', 'court', 'district', 'case_no', 'docket', 'tracking',
    'count_no', 'arrested', 'offense_date', 'statute', 'charge', 'level', 'max_days', 'disposition', 'disposed',
    'sentence', 'min_days', 'long_days', 'suspended', 'owed', 'paid', 'balance', 'balance_on'] %}
with received as (

    select
        delivery_id,
        source_line,
        cast(person_bucket as integer) as person_bucket,
        {% for text in texts %}
            nullif(trim({{ text }}), '') as {{ text }}{% if not loop.last %},{% endif %}
        {% endfor %}
    from {{ source('zz_charges', 'history_rows') }}

)

select
    received.* exclude (level, disposition),
    received.level as level_code,
    received.disposition as disposition_text,
    ltrim(received.person_id, '0') as state_id,
    cast(md5_number(ltrim(received.person_id, '0')) >> 64 as ubigint) as person_key,
    coalesce(levels.level, 'unknown') as level,
    coalesce(
        dispositions.disposition_type, case when received.disposition is null then 'blank' else 'unrecognised' end
    ) as disposition_type,
    concat_ws(' ', 'arrest', received.person_id, received.arrested) as cycle_key,
    concat_ws(' ', 'case', coalesce(received.case_no, received.tracking)) as step_key,
    concat_ws(' ', coalesce(received.case_no, received.tracking), received.count_no) as count_key
from received
left join {{ ref('zz_levels') }} as levels on received.level = levels.level_code
left join {{ ref('zz_dispositions') }} as dispositions on received.disposition = dispositions.disposition_text
