{{ config(materialized='table', enabled=is_rule_shared('unit_days', by_packs=true)) }}
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
        disposition_type <> 'blank' as is_disposed,
        disposition_type = 'convicted' as is_conviction
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
        sentence_end_latest,
        open_revocation
    from {{ ref('int_sentence_ends') }} as sentence_ends
    where len(sentence_types) > 0

),

-- (A term that is suspended whole is not served. What is imposed in words that nobody knows may be custody.)
in_custody as (

    select
        charge_id as unit_id,
        bool_or(sentence_type in ('unknown', 'unrecognised')) as is_perhaps_more
    from {{ ref('int_sentences') }} as sentences
    where
        record_status <> 'superseded'
        and sentence_type in ('prison', 'jail', 'unknown', 'unrecognised')
        and coalesce(max_days > suspended_days, true)
    group by charge_id

),

-- The days that the record tells of a sentence to custody: imposed, released. One without a day is on no known day.
told as (

    select
        charge_id as unit_id,
        bool_or(event_type = 'sentence') as has_sentence,
        bool_or(event_type in ('release', 'prison_release')) as has_release,
        bool_or(event_type = 'prison_release') as has_prison_release,
        {% for end in ['earliest', 'latest'] %}
            max(event_date_{{ end }}) filter (where event_type = 'sentence') as sentence_{{ end }},
            case
                when not bool_or(event_type <> 'sentence' and event_date_{{ end }} is null)
                    then max(event_date_{{ end }}) filter (where event_type <> 'sentence')
            end as release_{{ end }}
            {%- if not loop.last %},{% endif %}
        {% endfor %}
    from {{ ref('int_events') }} as events
    where
        charge_id is not null
        and event_type in ('sentence', 'release', 'prison_release')
    group by charge_id

),

-- Convictions whose sentence is not on record: it was imposed on the day of the judgment, or later, if no event tells
-- its day.
without_sentence as (

    select
        charges.unit_id,
        charges.person_id,
        charges.person_bucket,
        charges.source,
        charges.disposition_date_earliest,
        told.has_sentence,
        coalesce(
            told.sentence_latest,
            {{ anniversary('charges.disposition_date_latest', law_integer('sentence_after_judgment_years')) }}
        ) as imposed_latest,
        told.has_release or told.has_prison_release as has_release,
        told.release_latest
    from charges
    left join told on charges.unit_id = told.unit_id
    where charges.is_conviction and charges.unit_id not in (select ended.unit_id from ended)

),

-- The longest lawful term of each misdemeanor, and of all convictions of its case one after the other.
longest_terms as (

    select
        units.unit_id,
        units.case_id,
        -- (Of a felony another sentence may lengthen the term: of somebody sentenced before.)
        case
            when units.level = 'misdemeanor'
                then coalesce(
                        any_value(units.max_days), max(grades.max_days), {{ law_integer('longest_misdemeanor_days') }}
                    )
        end as longest_days
    from {{ rule('units') }} as units
    inner join charges on units.unit_id = charges.unit_id and charges.is_conviction
    left join {{ law('grades') }} as grades
        on units.level = grades.level
        and units.grade = grades.grade
        and coalesce(charges.offense_date >= grades.offense_from, grades.offense_from is null)
        and coalesce(charges.offense_date < grades.offense_to, grades.offense_to is null)
    where units.jurisdiction = 'here'
    group by units.unit_id, units.case_id, units.level

),

longest_of_cases as (

    select
        unit_id,
        case
            when count(*) over of_case = count(longest_days) over of_case
                then sum(longest_days) over of_case
        end as longest_days
    from longest_terms
    window of_case as (partition by coalesce(case_id, unit_id))

),

-- (One that names no charge may be of any of the person.)
revocations_and_warrants as (

    select distinct
        charge_id,
        person_id
    from {{ ref('int_events') }} as events
    where contains(event_type, 'revoked') or contains(event_type, 'warrant')

),

-- What counsel decided of convictions whose sentence is not on record: it was imposed in the year after the judgment at
-- the latest, and what was served lasted no longer than the law allows. Never beside a revocation or a warrant.
decided_without_sentence as (

    select
        without_sentence.*,
        case
            when {{ law_value('sentence_not_on_record') }} = 'longest_term'
                then without_sentence.imposed_latest + cast(longest_of_cases.longest_days as integer)
        end as served_latest
    from without_sentence
    left join longest_of_cases on without_sentence.unit_id = longest_of_cases.unit_id
    where
        {{ law_value('sentence_not_on_record') }} is not null
        and not exists (
            select against.person_id
            from revocations_and_warrants as against
            where
                against.person_id = without_sentence.person_id
                and coalesce(against.charge_id = without_sentence.unit_id, true)
        )

),

decided_days as (

    select
        unit_id,
        person_id,
        person_bucket,
        source,
        disposition_date_earliest,
        imposed_latest,
        case
            when served_latest is not null and (not coalesce(has_release, false) or release_latest is not null)
                then greatest(served_latest, release_latest)
        end as released_latest,
        case
            when served_latest is not null
                then greatest(
                        served_latest,
                        release_latest,
                        {{ anniversary('imposed_latest', law_integer('longest_probation_years')) }}
                    )
        end as ended_latest
    from decided_without_sentence

),

-- Supervision that goes on, or may, and names no case: it may be for each conviction that was not discharged and whose
-- sentence may have run when it began. (What follows prison has no day of its own. Federal supervision is for none.
-- What followed a revocation may have lasted for as long, and an end told before this supervision is not of it.)
perhaps_supervised as (

    select
        charges.unit_id,
        any_value(charges.person_id) as person_id,
        any_value(charges.person_bucket) as person_bucket,
        min(
            case
                when records.ended_on_latest <= records.data_as_of
                    and records.ended_on_latest >= run_parameters.as_of_date
                    then cast(records.ended_on_latest + 1 as date)
            end
        ) as valid_until
    from {{ ref('int_supervision_records') }} as records
    inner join charges on records.person_id = charges.person_id
    cross join {{ source('intake', 'run_parameters') }} as run_parameters
    left join ended on charges.unit_id = ended.unit_id
    where records.is_active <> 'no'
        and records.supervision_by <> 'federal'
        and charges.is_conviction
        and coalesce(records.started_on_latest >= charges.disposition_date_earliest, true)
        and not coalesce(ended.is_without_term, false)
        and (
            ended.unit_id is null
            or list_has_any(ended.sentence_types, ['prison', 'unknown', 'unrecognised'])
            or ended.open_revocation is not null
            or coalesce(records.started_on_earliest <= ended.sentence_end_latest, true)
        )
        and not exists (
            select events.charge_id
            from {{ ref('int_events') }} as events
            where events.event_type = 'supervision_end'
                and events.charge_id = charges.unit_id
                and (ended.open_revocation is null or events.event_date_latest >= records.started_on_latest)
        )
    group by charges.unit_id

),

-- The first and the last day on which a sentence can have been imposed, and what is told of its custody.
imposed as (

    select
        ended.*,
        told.has_release,
        told.has_prison_release,
        told.release_earliest,
        told.release_latest,
        in_custody.unit_id is not null as is_custody,
        coalesce(in_custody.is_perhaps_more, false) as is_perhaps_more,
        coalesce(told.sentence_earliest, charges.disposition_date_earliest) as sentence_earliest,
        coalesce(told.sentence_latest, charges.disposition_date_latest) as sentence_latest
    from ended
    inner join charges on ended.unit_id = charges.unit_id
    left join told on ended.unit_id = told.unit_id
    left join in_custody on ended.unit_id = in_custody.unit_id

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
    {% for event in ['sentence', 'release_or_sentence'] %}
        select
            without_sentence.unit_id,
            without_sentence.person_id,
            without_sentence.person_bucket,
            '{{ event }}' as event,
            without_sentence.disposition_date_earliest as day_earliest,
            decided_days.{{ 'imposed_latest' if event == 'sentence' else 'released_latest' }} as day_latest,
            without_sentence.source
        from without_sentence
        left join decided_days on without_sentence.unit_id = decided_days.unit_id
        {% if event == 'sentence' -%} where not coalesce(without_sentence.has_sentence, false) {%- endif %}
        union all
    {% endfor %}
    {% for event, day in {'prison_release': 'released_latest', 'sentence_end': 'ended_latest'}.items() %}
        select
            unit_id,
            person_id,
            person_bucket,
            '{{ event }}' as event,
            disposition_date_earliest as day_earliest,
            {{ day }} as day_latest,
            source
        from decided_days
        {% if event == 'sentence_end' -%} where ended_latest is not null {%- endif %}
        union all
    {% endfor %}
    -- (Who was sentenced to custody was released on a day, known or not; who was not waits from the sentence.)
    select
        unit_id,
        person_id,
        person_bucket,
        'release_or_sentence' as event,
        case when has_release and not is_perhaps_more then release_earliest else sentence_earliest end
            as day_earliest,
        case
            when is_perhaps_more then null
            when has_release then release_latest
            when not is_custody then sentence_latest
        end as day_latest,
        'history' as source
    from imposed
    union all
    select
        unit_id,
        person_id,
        person_bucket,
        'prison_release' as event,
        sentence_earliest as day_earliest,
        cast(null as date) as day_latest,
        'history' as source
    from imposed
    where is_perhaps_more
        or (list_contains(sentence_types, 'prison') and not coalesce(has_prison_release, false))
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
    union all by name
    select
        unit_id,
        person_id,
        person_bucket,
        'supervision_end' as event,
        valid_until,
        'supervised_release' as source
    from perhaps_supervised
    union all by name
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
    min(valid_until) as valid_until,
    min(source) as source
from days
group by unit_id, person_id, person_bucket, event
