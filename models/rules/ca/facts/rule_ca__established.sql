-- No statute: what people established of units and persons: one row per subject and fact. Of several answers yes
-- counts; the level of a conviction counts where the record does not tell it.
with charges as (

    select
        facts.charge_id as subject,
        'charge' as unit,
        facts.person_id,
        facts.person_bucket,
        facts.fact,
        facts.value
    from {{ ref('int_established_facts') }} as facts
    semi join {{ ref('rule_ca__charge_units') }} as units on facts.charge_id = units.unit_id
    left join {{ ref('rule_ca__conviction_sentences') }} as sentences on facts.charge_id = sentences.charge_id
    where facts.fact <> 'level_is_felony' or sentences.is_level_looked_up

),

arrests as (

    select
        arrest_id as subject,
        'arrest' as unit,
        person_id,
        person_bucket,
        fact,
        value
    from {{ ref('int_established_arrest_facts') }}

),

persons as (

    select
        person_id as subject,
        'person' as unit,
        person_id,
        person_bucket,
        fact,
        value
    from {{ ref('int_established_person_facts') }}

)

select
    subject,
    unit,
    any_value(person_id) as person_id,
    any_value(person_bucket) as person_bucket,
    fact,
    max(value) as value
from (
    select * from charges
    union all
    select * from arrests
    union all
    select * from persons
) as established
group by subject, unit, fact
