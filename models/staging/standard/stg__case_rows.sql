{{ config(materialized='table') }}
{% set files = ['sentences', 'events', 'obligations'] %}
-- Every accepted row of the files that are about cases, beside the charge that it is of: the count it names, or the
-- only one that it can be of. match: count, only_count, case (of several counts), person, none (nobody is charged).
with received as (

    {% for file in files %}
        select
            '{{ file }}' as file,
            rows.delivery_id,
            rows.source_line,
            {{ standard_person_id('rows.person_id') }} as issuer_person_id,
            {{ standard_case_key(standard_text('rows.case_number')) }} as case_key,
            {{ standard_count(standard_text('rows.count_number')) }} as count_code
        from {{ source('standard', file ~ '_rows') }} as rows
        {% if not loop.last %}union all{% endif %}
    {% endfor %}

),

people as (

    select
        issuer_person_id,
        min(person_key) as person_key,
        any_value(person_bucket) as person_bucket
    from {{ ref('stg__charge_rows') }}
    where issuer_person_id is not null
    group by issuer_person_id

),

cases as (

    select
        issuer_person_id,
        case_key,
        min(person_key) as person_key,
        min(cycle_key) as cycle_key,
        min(county_name) as county_name,
        min(count_key) as first_count_key,
        count(distinct count_key) as counts,
        min(count_key) filter (where disposition_type = 'convicted') as first_convicted_key,
        count(distinct count_key) filter (where disposition_type = 'convicted') as convictions
    from {{ ref('stg__charge_rows') }}
    where case_key is not null
    group by issuer_person_id, case_key

),

counts as (

    select
        issuer_person_id,
        case_key,
        count_code,
        min(count_key) as count_key
    from {{ ref('stg__charge_rows') }}
    where count_code is not null
    group by issuer_person_id, case_key, count_code

)

select
    received.file,
    received.delivery_id,
    received.source_line,
    coalesce(cases.person_key, people.person_key) as person_key,
    people.person_bucket,
    received.case_key,
    coalesce(cases.cycle_key, 'case ' || received.case_key) as cycle_key,
    cases.county_name,
    case
        when counts.count_key is not null then counts.count_key
        when received.count_code is not null then null
        when cases.counts = 1 then cases.first_count_key
        when cases.convictions = 1 then cases.first_convicted_key
    end as count_key,
    cases.first_count_key,
    case
        when people.person_key is null then 'none'
        when received.case_key is null then 'person'
        when cases.case_key is null then 'no_case'
        when counts.count_key is not null then 'count'
        when received.count_code is not null then 'no_count'
        when cases.counts = 1 or cases.convictions = 1 then 'only_count'
        else 'case'
    end as match
from received
left join people on received.issuer_person_id = people.issuer_person_id
left join cases
    on received.issuer_person_id = cases.issuer_person_id and received.case_key = cases.case_key
left join counts
    on received.issuer_person_id = counts.issuer_person_id
    and received.case_key = counts.case_key
    and received.count_code = counts.count_code
