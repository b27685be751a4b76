-- No statute: the days of each conviction that waits run from, as far as the record tells them: one row per conviction
-- and event that has a day; the judgment and the end of all terms have one also where no day is on record. When a
-- sentence is over is in rule_ca__conviction_sentences.
with convictions as (

    select
        convictions.charge_id,
        convictions.person_id,
        convictions.person_bucket,
        case when convictions.disposition_source = 'court_record' then 'court_records' else 'history' end as source,
        convictions.offense_date,
        case
            when coalesce(convictions.arrest_date_latest <= convictions.conviction_date_latest, true)
                then convictions.arrest_date_earliest
        end as arrest_date_earliest,
        case
            when coalesce(convictions.arrest_date_latest <= convictions.conviction_date_latest, true)
                then convictions.arrest_date_latest
        end as arrest_date_latest,
        sentences.conviction_date_earliest,
        sentences.conviction_date_latest,
        sentences.probation_end_earliest,
        sentences.probation_end_latest,
        sentences.sentence_end_earliest,
        sentences.sentence_end_latest,
        sentences.all_terms_end_earliest,
        sentences.all_terms_end_latest,
        sentences.all_terms_end_until,
        sentences.has_supervision_end
    from {{ ref('int_convictions') }} as convictions
    left join {{ ref('rule_ca__conviction_sentences') }} as sentences on convictions.charge_id = sentences.charge_id

),

days as (

    -- The day that stands for the offense: its own, else that of the arrest, by which it was done, else that of the
    -- conviction.
    select
        charge_id,
        person_id,
        person_bucket,
        'offense' as event,
        coalesce(offense_date, arrest_date_earliest, conviction_date_earliest) as day_earliest,
        coalesce(offense_date, arrest_date_latest, conviction_date_latest) as day_latest,
        source,
        cast(null as date) as valid_until
    from convictions
    union all
    select
        charge_id,
        person_id,
        person_bucket,
        'disposition' as event,
        conviction_date_earliest as day_earliest,
        conviction_date_latest as day_latest,
        source,
        cast(null as date) as valid_until
    from convictions
    union all
    select
        charge_id,
        person_id,
        person_bucket,
        'probation_end' as event,
        probation_end_earliest as day_earliest,
        probation_end_latest as day_latest,
        source,
        cast(null as date) as valid_until
    from convictions
    union all
    select
        charge_id,
        person_id,
        person_bucket,
        'sentence_end' as event,
        sentence_end_earliest as day_earliest,
        sentence_end_latest as day_latest,
        source,
        cast(null as date) as valid_until
    from convictions
    union all
    select
        charge_id,
        person_id,
        person_bucket,
        'all_terms_end' as event,
        all_terms_end_earliest as day_earliest,
        all_terms_end_latest as day_latest,
        case when has_supervision_end then 'supervised_release' else source end as source,
        all_terms_end_until as valid_until
    from convictions

)

select
    charge_id as unit_id,
    person_id,
    person_bucket,
    event,
    day_earliest,
    day_latest,
    source,
    valid_until
from days
where day_earliest is not null or day_latest is not null or event in ('disposition', 'all_terms_end')
