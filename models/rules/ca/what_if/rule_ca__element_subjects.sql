{{ config(materialized='view') }}
-- Elements of a person, or of one conviction, that look at several charges: the word that each of these charges gives
-- the element by itself. One row per element, subject and, where it is asked of one conviction, that conviction. The
-- element is not_yet where any is, else unknown where any is, else presumed where any is, else met.
select
    'no_pending_charges' as element,
    'charge_is_pending' as fact,
    person_id,
    person_bucket,
    cast(null as varchar) as charge_id,
    charge_id as subject_id,
    case when is_surely_pending then 'not_yet' else 'unknown' end as word
from {{ ref('rule_ca__open_charges') }}
union all
select
    'not_serving_a_sentence' as element,
    'sentence_completed_on_record' as fact,
    person_id,
    person_bucket,
    cast(null as varchar) as charge_id,
    charge_id as subject_id,
    not_serving_it as word
from {{ ref('rule_ca__conviction_sentences') }}
union all
select
    statuses.element,
    -- (What is a felony on record is asked about no more.)
    case when units.level is null then 'level_is_felony' end as fact,
    statuses.person_id,
    statuses.person_bucket,
    statuses.charge_id,
    statuses.subject_id,
    'unknown' as word
from (
    select
        element,
        person_id,
        person_bucket,
        unit_id as charge_id,
        unnest(rests_on) as subject_id
    from {{ ref('engine_statuses') }}
    where remedy_id = 'conviction_relief'
        and element = 'no_new_felony_in_the_four_years'
        and status = 'unknown'
        and supposed_level is null
) as statuses
inner join {{ ref('rule_ca__charge_units') }} as units on statuses.subject_id = units.unit_id
