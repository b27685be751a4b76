{{ config(materialized='people_in_pieces') }}
-- Penal Code 1203.425(a)(1)(B)(iv)(II): felonies, or what may be one, that surely or perhaps lie in the four years
-- after a conviction's sentence: one row per conviction and such other conviction. The law says nothing of what
-- follows.
with sentences as (

    select *
    from {{ ref('rule_ca__conviction_sentences') }} as conviction_sentences
    where {{ in_piece('conviction_sentences.person_bucket') }}

)

select
    sentences.charge_id,
    sentences.person_id,
    sentences.person_bucket,
    others.charge_id as new_felony_charge_id,
    others.level_now as new_felony_level
from sentences
inner join sentences as others
    on sentences.person_id = others.person_id
    and sentences.charge_id <> others.charge_id
    and others.level_now in ('felony', 'unknown')
where coalesce(others.conviction_date_latest > sentences.conviction_date_earliest, true)
    and coalesce(others.conviction_date_latest > sentences.all_terms_end_earliest, true)
    and coalesce(
        others.conviction_date_earliest
        <= {{ anniversary('sentences.all_terms_end_latest', law_integer('conviction_relief_felony_wait_years')) }},
        true
    )
