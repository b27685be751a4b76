{{ config(materialized='table') }}
-- Events as files tell them; and those that sentences tell: the day they were imposed, and the end that has happened.
with received as (

    select
        matched.*,
        deliveries.data_as_of,
        upper({{ standard_text('rows.event') }}) as event_code,
        {{ standard_text('rows.event_date') }} as event_text
    from {{ ref('stg__case_rows') }} as matched
    inner join {{ source('standard', 'events_rows') }} as rows
        on matched.delivery_id = rows.delivery_id and matched.source_line = rows.source_line
    inner join {{ source('intake', 'deliveries') }} as deliveries on rows.delivery_id = deliveries.delivery_id
    where matched.file = 'events' and matched.match <> 'none'

),

deaths as (

    select
        rows.delivery_id,
        rows.source_line,
        deliveries.data_as_of,
        charged.person_key,
        charged.person_bucket,
        {{ standard_text('rows.death_date') }} as event_text
    from {{ source('standard', 'people_rows') }} as rows
    inner join {{ source('intake', 'deliveries') }} as deliveries on rows.delivery_id = deliveries.delivery_id
    inner join (
        select
            issuer_person_id,
            min(person_key) as person_key,
            any_value(person_bucket) as person_bucket
        from {{ ref('stg__charge_rows') }}
        where issuer_person_id is not null
        group by issuer_person_id
    ) as charged
        on {{ standard_person_id('rows.person_id') }} = charged.issuer_person_id
    where {{ standard_text('rows.death_date') }} is not null

),

dated as (

    select
        delivery_id,
        source_line,
        person_key,
        person_bucket,
        cycle_key,
        count_key,
        county_name,
        event_code,
        data_as_of,
        event_text,
        {{ standard_day('event_text') }} as event_first
    from received
    union all
    select
        delivery_id,
        source_line,
        person_key,
        person_bucket,
        cast(null as varchar) as cycle_key,
        cast(null as varchar) as count_key,
        cast(null as varchar) as county_name,
        'DEATH' as event_code,
        data_as_of,
        event_text,
        {{ standard_day('event_text') }} as event_first
    from deaths

),

told as (

    select
        rows.delivery_id,
        rows.source_line,
        rows.person_key,
        rows.person_bucket,
        rows.cycle_key,
        rows.count_key,
        rows.county_name,
        rows.event_code,
        coalesce(events.meaning, 'unrecognised') as event_type,
        {{ standard_days('rows.event', 'event_date') }}
    from dated as rows
    left join {{ standard_vocabulary('event') }} as events on rows.event_code = events.wording

),

of_sentences as (

    {% for event, day, condition in [
        ('sentence', 'imposed', "imposed_date_precision <> 'blank'"),
        ('release', 'end', "has_ended and sentence_type in ('prison', 'jail')"),
        ('prison_release', 'end', "has_ended and sentence_type = 'prison'"),
        ('supervision_end', 'end', "has_ended and sentence_type in ('probation', 'supervision')"),
    ] %}
        select
            delivery_id,
            source_line,
            person_key,
            person_bucket,
            cycle_key,
            count_key,
            county_name,
            'SENTENCE' as event_code,
            '{{ event }}' as event_type,
            {{ day }}_date_earliest as event_date_earliest,
            {{ day }}_date_latest as event_date_latest,
            {{ day }}_date_precision as event_date_precision
        from {{ ref('stg__sentence_rows') }}
        where {{ condition }}
        {% if not loop.last %}union all{% endif %}
    {% endfor %}

),

-- The end of probation is an end of supervision too.
all_events as (

    select * from told
    union all
    select * replace ('supervision_end' as event_type) from told
    where event_type in ('probation_completed', 'probation_terminated')
    union all
    select * from of_sentences

)

select
    delivery_id,
    source_line,
    person_key,
    person_bucket,
    cycle_key,
    cycle_key as step_key,
    count_key,
    case when event_type in ('deceased', 'registration') then event_type else 'court_action' end as step_type,
    event_code as step_type_code,
    county_name,
    event_type,
    event_date_earliest,
    event_date_latest,
    event_date_precision,
    cast(null as varchar) as charge_text,
    cast(null as varchar) as code_book,
    cast(null as varchar) as section,
    cast(null as varchar) as subdivision_path,
    cast(null as varchar) as disposition_text,
    cast(null as varchar) as disposition_type
from all_events
