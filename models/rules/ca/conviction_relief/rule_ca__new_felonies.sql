{{ config(materialized='people_in_pieces') }}
-- Penal Code 1203.425(a)(1)(B)(iv)(II): felonies, or what may be one, that surely or perhaps lie in the four years
-- after a conviction's sentence and supervision: one row per conviction and such other conviction. The law says nothing
-- of what follows. Supervision that began before the other conviction says that the four years had not begun; any that
-- began since may be that conviction's own.
with sentences as (

    select *
    from {{ ref('rule_ca__conviction_sentences') }} as conviction_sentences
    where {{ in_piece('conviction_sentences.person_bucket') }}

),

since_the_sentence as (

    select
        sentences.charge_id,
        sentences.person_id,
        sentences.person_bucket,
        sentences.has_prison_sentence,
        sentences.conviction_date_earliest,
        others.charge_id as new_felony_charge_id,
        others.level_now as new_felony_level,
        others.conviction_date_earliest as new_felony_earliest,
        others.conviction_date_latest as new_felony_latest
    from sentences
    inner join sentences as others
        on sentences.person_id = others.person_id
        and sentences.charge_id <> others.charge_id
        and others.level_now in ('felony', 'unknown')
    anti join {{ ref('rule_ca__violation_charges') }} as violations on others.charge_id = violations.charge_id
    where coalesce(others.conviction_date_latest > sentences.conviction_date_earliest, true)
        and coalesce(others.conviction_date_latest > sentences.sentence_end_earliest, true)
        and coalesce(
            others.conviction_date_earliest
            <= {{ anniversary('sentences.all_terms_end_latest', law_integer('conviction_relief_felony_wait_years')) }},
            true
        )

),

-- (One that is active without an end on record lasts at least until today.)
while_supervised as (

    select distinct
        felonies.charge_id,
        felonies.new_felony_charge_id
    from since_the_sentence as felonies
    inner join {{ ref('int_supervision_records') }} as records
        on felonies.person_id = records.person_id
        and felonies.conviction_date_earliest <= records.started_on_earliest
        and felonies.new_felony_earliest > records.started_on_latest
    cross join {{ source('intake', 'run_parameters') }} as run_parameters
    where {{ in_piece('records.person_bucket') }}
        and felonies.has_prison_sentence
        and records.supervision_type in ('parole', 'post_release_community_supervision', 'supervised_release')
        and not records.has_conflicting_ids
        and felonies.new_felony_latest
        <= coalesce(
            records.ended_on_earliest, case when records.is_active = 'yes' then run_parameters.as_of_date end
        )

)

select
    felonies.charge_id,
    felonies.person_id,
    felonies.person_bucket,
    felonies.new_felony_charge_id,
    felonies.new_felony_level
from since_the_sentence as felonies
anti join while_supervised
    on felonies.charge_id = while_supervised.charge_id
    and felonies.new_felony_charge_id = while_supervised.new_felony_charge_id
