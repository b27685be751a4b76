{{ config(materialized='table', enabled=is_rule_shared('unit_days', by_engine=true)) }}
-- No statute: the days of each unit that waits run from, as far as the record tells them: one row per unit and
-- event. An event that happened on a day not on record has a row without a day.
with charges as (

    select
        charge_id as unit_id,
        person_id,
        person_bucket,
        case when disposition_source = 'court_record' then 'court_records' else 'history' end as source,
        offense_date,
        arrest_date_earliest,
        arrest_date_latest,
        disposition_date_earliest,
        disposition_date_latest,
        disposition_type <> 'blank' as is_disposed
    from {{ ref('int_charges') }} as charges

),

ended as (

    select
        charge_id as unit_id,
        person_id,
        person_bucket,
        sentence_types,
        is_without_term,
        probation_end_earliest,
        probation_end_latest,
        sentence_end_earliest,
        sentence_end_latest
    from {{ ref('int_sentence_ends') }} as sentence_ends
    where len(sentence_types) > 0

),

-- The days that the record tells of a sentence to custody: imposed, released, released from prison.
told as (

    select
        charge_id as unit_id,
        {% for event in ['sentence', 'release', 'prison_release'] %}
            bool_or(event_type = '{{ event }}') as has_{{ event }},
            {% for end in ['earliest', 'latest'] %}
                max(event_date_{{ end }}) filter (where event_type = '{{ event }}') as {{ event }}_{{ end }}
                {%- if not loop.last %},{% endif %}
            {% endfor %}
            {%- if not loop.last %},{% endif %}
        {% endfor %}
    from {{ ref('int_events') }} as events
    where
        charge_id is not null
        and event_type in ('sentence', 'release', 'prison_release')
    group by charge_id

),

days as (

    select
        unit_id,
        person_id,
        person_bucket,
        'offense' as event,
        offense_date as day_earliest,
        offense_date as day_latest,
        source
    from charges
    union all
    select
        unit_id,
        person_id,
        person_bucket,
        'arrest' as event,
        arrest_date_earliest as day_earliest,
        arrest_date_latest as day_latest,
        source
    from charges
    where arrest_date_earliest is not null or arrest_date_latest is not null
    union all
    select
        unit_id,
        person_id,
        person_bucket,
        'disposition' as event,
        disposition_date_earliest as day_earliest,
        disposition_date_latest as day_latest,
        source
    from charges
    where is_disposed
    union all
    select
        charges.unit_id,
        charges.person_id,
        charges.person_bucket,
        'sentence' as event,
        charges.disposition_date_earliest as day_earliest,
        charges.disposition_date_latest as day_latest,
        charges.source
    from charges
    inner join ended on charges.unit_id = ended.unit_id
    union all
    select
        unit_id,
        person_id,
        person_bucket,
        'probation_end' as event,
        probation_end_earliest as day_earliest,
        probation_end_latest as day_latest,
        'history' as source
    from ended
    where list_contains(sentence_types, 'probation')
    union all
    -- (Who was sentenced to custody was released on a day, known or not; who was not waits from the sentence.)
    select
        ended.unit_id,
        ended.person_id,
        ended.person_bucket,
        'release_or_sentence' as event,
        case
            when list_has_any(ended.sentence_types, ['prison', 'jail']) then told.release_earliest
            else coalesce(told.sentence_earliest, charges.disposition_date_earliest)
        end as day_earliest,
        case
            when list_has_any(ended.sentence_types, ['prison', 'jail']) then told.release_latest
            else coalesce(told.sentence_latest, charges.disposition_date_latest)
        end as day_latest,
        'history' as source
    from ended
    inner join charges on ended.unit_id = charges.unit_id
    left join told on ended.unit_id = told.unit_id
    union all
    select
        ended.unit_id,
        ended.person_id,
        ended.person_bucket,
        'prison_release' as event,
        cast(null as date) as day_earliest,
        cast(null as date) as day_latest,
        'history' as source
    from ended
    left join told on ended.unit_id = told.unit_id
    where list_contains(ended.sentence_types, 'prison') and not coalesce(told.has_prison_release, false)
    union all
    -- (Where nothing is served the sentence is over with the judgment.)
    select
        ended.unit_id,
        ended.person_id,
        ended.person_bucket,
        'sentence_end' as event,
        case when ended.is_without_term then charges.disposition_date_earliest else ended.sentence_end_earliest end
            as day_earliest,
        case when ended.is_without_term then charges.disposition_date_latest else ended.sentence_end_latest end
            as day_latest,
        'history' as source
    from ended
    inner join charges on ended.unit_id = charges.unit_id
    union all
    select
        charge_id as unit_id,
        person_id,
        person_bucket,
        event_type as event,
        event_date_earliest as day_earliest,
        event_date_latest as day_latest,
        'history' as source
    from {{ ref('int_events') }} as events
    where charge_id is not null
    union all
    select
        arrest_id as unit_id,
        person_id,
        person_bucket,
        'arrest' as event,
        arrest_date_earliest as day_earliest,
        arrest_date_latest as day_latest,
        'history' as source
    from {{ ref('int_arrests') }} as arrests

)

-- (Of an event told twice the latest counts.)
select
    unit_id,
    person_id,
    person_bucket,
    event,
    case when count(*) = count(day_earliest) then max(day_earliest) end as day_earliest,
    case when count(*) = count(day_latest) then max(day_latest) end as day_latest,
    min(source) as source
from days
group by unit_id, person_id, person_bucket, event
