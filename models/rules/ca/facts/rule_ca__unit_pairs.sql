-- No statute: pairs of convictions of one person that stand in a relation which days alone do not tell.
-- under_supervision_begun_before: the other conviction surely came while supervision after the prison term of the first
-- lasted that had begun before it. Supervision that began since may be of the other conviction itself. One that is
-- active without an end on record lasts at least until the run's day.
with sentences as (

    select
        charge_id,
        person_id,
        person_bucket,
        has_prison_sentence,
        conviction_date_earliest,
        conviction_date_latest
    from {{ ref('rule_ca__conviction_sentences') }} as conviction_sentences

)

select distinct
    sentences.charge_id as unit_id,
    others.charge_id as other_unit_id,
    sentences.person_id,
    sentences.person_bucket,
    'under_supervision_begun_before' as pair
from sentences
inner join {{ ref('int_supervision_records') }} as records
    on sentences.person_id = records.person_id and sentences.conviction_date_earliest <= records.started_on_earliest
cross join {{ source('intake', 'run_parameters') }} as run_parameters
inner join sentences as others
    on sentences.person_id = others.person_id
    and sentences.charge_id <> others.charge_id
    and records.started_on_latest < others.conviction_date_earliest
where sentences.has_prison_sentence
    and records.supervision_type in ('parole', 'post_release_community_supervision', 'supervised_release')
    and not records.has_conflicting_ids
    and others.conviction_date_latest
    <= coalesce(records.ended_on_earliest, case when records.is_active = 'yes' then run_parameters.as_of_date end)
union all
select
    unit_id,
    other_unit_id,
    person_id,
    person_bucket,
    pair
from {{ ref('rule_ca__arrest_charge_pairs') }} as arrest_charge_pairs
