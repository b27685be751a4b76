{{ config(materialized='table') }}
-- The people who are charged, as the files of people describe them; those whom only charges name have no name here.
with described as (

    select
        rows.delivery_id,
        rows.source_line,
        deliveries.data_as_of,
        coalesce({{ standard_state_id('rows.state_id') }}, ids.only_state_id) as state_id,
        {{ standard_person_id('rows.person_id') }} as issuer_person_id,
        upper({{ standard_text('rows.name') }}) as person_name,
        upper({{ standard_text('rows.sex') }}) as sex_code,
        upper({{ standard_text('rows.race') }}) as race_code,
        {{ standard_text('rows.birth_date') }} as birth_text
    from {{ source('standard', 'people_rows') }} as rows
    inner join {{ source('intake', 'deliveries') }} as deliveries on rows.delivery_id = deliveries.delivery_id
    inner join {{ ref('stg__person_ids') }} as ids
        on {{ standard_person_id('rows.person_id') }} = ids.issuer_person_id and ids.is_charged

),

keyed as (

    select
        described.*,
        {{ standard_person_key('described') }} as person_key,
        {{ standard_bucket('described') }} as person_bucket,
        {{ standard_day('birth_text') }} as birth_first
    from described

),

told as (

    select
        delivery_id,
        person_key,
        person_bucket,
        state_id,
        issuer_person_id,
        person_name,
        sex_code,
        race_code,
        {{ standard_days('birth', 'birth_date') }},
        source_line
    from keyed
    union all
    select
        charges.delivery_id,
        charges.person_key,
        charges.person_bucket,
        charges.state_id,
        charges.issuer_person_id,
        cast(null as varchar) as person_name,
        cast(null as varchar) as sex_code,
        cast(null as varchar) as race_code,
        cast(null as date) as birth_date_earliest,
        cast(null as date) as birth_date_latest,
        'blank' as birth_date_precision,
        charges.source_line
    from {{ ref('stg__charge_rows') }} as charges
    where charges.person_key not in (select keyed.person_key from keyed)

)

select
    delivery_id,
    person_key,
    person_bucket,
    state_id,
    issuer_person_id,
    person_name,
    sex_code,
    race_code,
    cast(null as varchar) as race_name,
    birth_date_earliest,
    birth_date_latest,
    birth_date_precision,
    cast(count(*) as bigint) as row_count,
    min(source_line) as source_line
from told
group by all
