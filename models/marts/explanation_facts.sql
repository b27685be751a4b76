{{ config(materialized='view') }}
-- The facts each finding rests on, and the lines they came from: one row per charge in scope, remedy, fact row and
-- source line. A fact that no delivered line tells (what people established, a conflict of ids) has no line.
with findings as (

    select
        findings.charge_id,
        findings.person_id,
        findings.person_bucket,
        findings.remedy_id,
        charges.county_name,
        charges.case_number_key,
        charges.cycle_key,
        charges.arrest_date_earliest,
        charges.source_rows
    from {{ rule('findings') }} as findings
    inner join {{ ref('int_charges') }} as charges
        on findings.charge_id = charges.charge_id and findings.person_id = charges.person_id

),

disqualifying as (

    select distinct
        charge_id,
        person_id,
        remedy_id,
        unnest(rests_on_charge_ids) as other_charge_id
    from {{ rule('elements') }}
    where rests_on_charge_ids is not null

),

-- Every line of a person carries the birth date; those of the count stand for them.
people as (

    select
        findings.charge_id,
        findings.person_id,
        findings.person_bucket,
        findings.remedy_id,
        'person' as role,
        'int_people' as fact_table,
        people.person_id as fact_id,
        concat_ws(' to ', people.birth_date_earliest, nullif(people.birth_date_latest, people.birth_date_earliest))
            as words,
        findings.source_rows
    from findings
    inner join {{ ref('int_people') }} as people on findings.person_id = people.person_id

),

charges as (

    select
        findings.charge_id,
        findings.person_id,
        findings.person_bucket,
        findings.remedy_id,
        case
            when charges.charge_id = findings.charge_id then 'the_count'
            when disqualifying.charge_id is not null then 'conviction_that_may_bar'
            when charges.is_conviction then 'other_conviction'
            else 'charge_of_the_same_arrest'
        end as role,
        'int_charges' as fact_table,
        charges.charge_id as fact_id,
        concat_ws(', ', charges.charge_text, charges.level, charges.disposition_text, charges.event_date_earliest)
            as words,
        charges.source_rows
    from findings
    inner join {{ ref('int_charges') }} as charges on findings.person_id = charges.person_id
    left join disqualifying
        on findings.charge_id = disqualifying.charge_id
        and findings.person_id = disqualifying.person_id
        and findings.remedy_id = disqualifying.remedy_id
        and charges.charge_id = disqualifying.other_charge_id
    where charges.is_conviction
        or charges.charge_id = findings.charge_id
        or charges.cycle_key = findings.cycle_key
        or (
            charges.county_name = findings.county_name
            and (
                charges.arrest_date_earliest = findings.arrest_date_earliest
                or charges.case_number_key = findings.case_number_key
            )
        )

),

sentences as (

    select
        findings.charge_id,
        findings.person_id,
        findings.person_bucket,
        findings.remedy_id,
        'sentence' as role,
        'int_sentences' as fact_table,
        sentences.sentence_part_id as fact_id,
        concat_ws(
            ' ', sentences.sentence_location_code, sentences.sentence_length_code, sentences.sentence_unit_code
        ) as words,
        sentences.source_rows
    from findings
    inner join {{ ref('int_sentences') }} as sentences
        on findings.charge_id = sentences.charge_id and findings.person_id = sentences.person_id

),

events as (

    select
        findings.charge_id,
        findings.person_id,
        findings.person_bucket,
        findings.remedy_id,
        case
            when events.charge_id = findings.charge_id then 'event_on_the_count' else 'event_of_the_person'
        end as role,
        'int_events' as fact_table,
        events.event_id as fact_id,
        concat_ws(', ', events.event_type, events.disposition_text, events.charge_text, events.event_date_earliest)
            as words,
        events.source_rows
    from findings
    inner join {{ ref('int_events') }} as events on findings.person_id = events.person_id
    where events.charge_id = findings.charge_id or events.event_type in ('registration', 'deceased')

),

established as (

    select
        findings.charge_id,
        findings.person_id,
        findings.person_bucket,
        findings.remedy_id,
        'established_fact' as role,
        'int_established_facts' as fact_table,
        facts.fact_id,
        concat(
            facts.fact, ': ', facts.value, ', by ', facts.established_by, ' on ', facts.established_on, ': ', facts.why
        ) as words,
        cast([null] as varchar[]) as source_rows
    from findings
    inner join {{ ref('int_established_facts') }} as facts
        on findings.charge_id = facts.charge_id and findings.person_id = facts.person_id

),

claimed as (

    select
        findings.charge_id,
        findings.person_id,
        findings.person_bucket,
        findings.remedy_id,
        'claim' as role,
        'int_claimed_charges' as fact_table,
        claimed.claim_id as fact_id,
        concat_ws(
            ', ',
            claimed.claim,
            'claimed by ' || claims.claimed_by || ' on ' || claims.received_on,
            coalesce(
                claims.outcome || ' by ' || claims.answered_by || ' on ' || claims.answered_on || ': ' || claims.why,
                'answer due on ' || claims.due_on
            )
        ) as words,
        cast([null] as varchar[]) as source_rows
    from findings
    inner join {{ ref('int_claimed_charges') }} as claimed
        on findings.charge_id = claimed.charge_id and findings.person_id = claimed.person_id
    inner join {{ source('intake', 'claims') }} as claims on claimed.claim_id = claims.claim_id

),

conflicting as (

    select
        person_id,
        conflict_type,
        concat_ws(' ', conflict_type, person_id, other_person_id) as conflict
    from {{ ref('int_identity_conflicts') }}
    union
    select
        other_person_id as person_id,
        conflict_type,
        concat_ws(' ', conflict_type, person_id, other_person_id) as conflict
    from {{ ref('int_identity_conflicts') }}

),

conflicts as (

    select
        findings.charge_id,
        findings.person_id,
        findings.person_bucket,
        findings.remedy_id,
        'identity_conflict' as role,
        'int_identity_conflicts' as fact_table,
        conflicting.conflict as fact_id,
        conflicting.conflict_type as words,
        cast([null] as varchar[]) as source_rows
    from findings
    inner join conflicting on findings.person_id = conflicting.person_id

),

facts as (

    select * from people
    union all
    select * from charges
    union all
    select * from sentences
    union all
    select * from events
    union all
    select * from established
    union all
    select * from claimed
    union all
    select * from conflicts

),

lines as (

    select
        * exclude (source_rows),
        unnest(source_rows) as source_row
    from facts

)

select
    lines.charge_id,
    lines.person_id,
    lines.person_bucket,
    lines.remedy_id,
    lines.role,
    lines.fact_table,
    lines.fact_id,
    lines.words,
    string_split(lines.source_row, ':')[1] as delivery_id,
    deliveries.file_name,
    cast(string_split(lines.source_row, ':')[2] as bigint) as source_line
from lines
left join {{ ref('int_deliveries') }} as deliveries
    on string_split(lines.source_row, ':')[1] = deliveries.delivery_id
