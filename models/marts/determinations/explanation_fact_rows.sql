{{ config(materialized='view', tags=['one_person']) }}
with findings as not materialized (

    -- Where the law asks of the person, all charges, arrests, sentences and supervision of the person are what it
    -- rests on.
    select
        findings.charge_id,
        findings.person_id,
        findings.person_bucket,
        findings.remedy_id,
        charges.county_name,
        charges.case_number_key,
        charges.cycle_key,
        charges.arrest_date_earliest,
        charges.source_rows,
        findings.remedy_id in (
            select remedy_id from {{ law('elements') }}
            where asked_of = 'person'
        ) as is_asked_of_the_person
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
    from {{ rule('elements_long') }}
    where rests_on_charge_ids is not null

),

-- Every line of a person carries the birth date; those of the count stand for them.
people as (

    select
        {{ of_the_finding('charge') }},
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
        {{ of_the_finding('charge') }},
        case
            when charges.charge_id = findings.charge_id then 'the_count'
            when disqualifying.charge_id is not null then 'conviction_that_may_bar'
            when charges.is_conviction then 'other_conviction'
            when findings.is_asked_of_the_person then 'other_charge'
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
        or findings.is_asked_of_the_person
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

-- Whether a charge is pending rests on whether its arrest is relieved, and that on what is told of the arrest.
arrests_with_findings as (

    select
        findings.*,
        arrests.arrest_id,
        arrests.agency_name,
        arrests.arrest_date_earliest as arrested_on,
        arrests.source_rows as arrest_rows
    from findings
    inner join {{ ref('int_arrests') }} as arrests on findings.person_id = arrests.person_id
    semi join {{ rule('arrest_findings') }} as arrest_findings
        on arrests.arrest_id = arrest_findings.arrest_id and arrests.person_id = arrest_findings.person_id
    where findings.is_asked_of_the_person

),

arrests as (

    select
        {{ of_the_finding('charge') }},
        'arrest_of_the_person' as role,
        'int_arrests' as fact_table,
        findings.arrest_id as fact_id,
        concat_ws(', ', findings.agency_name, findings.arrested_on) as words,
        findings.arrest_rows as source_rows
    from arrests_with_findings as findings

),

established_of_arrests as (

    select
        {{ of_the_finding('charge') }},
        'established_fact_of_an_arrest' as role,
        'int_established_arrest_facts' as fact_table,
        facts.fact_id,
        {{ established_in_words() }} as words,
        cast([] as varchar[]) as source_rows
    from arrests_with_findings as findings
    inner join {{ ref('int_established_arrest_facts') }} as facts
        on findings.arrest_id = facts.arrest_id and findings.person_id = facts.person_id

),

claims_on_arrests as (

    select
        {{ of_the_finding('charge') }},
        'claim_on_an_arrest' as role,
        'int_claimed_arrests' as fact_table,
        claimed.claim_id as fact_id,
        {{ claim_in_words() }} as words,
        cast([] as varchar[]) as source_rows
    from arrests_with_findings as findings
    inner join {{ ref('int_claimed_arrests') }} as claimed
        on findings.arrest_id = claimed.arrest_id and findings.person_id = claimed.person_id
    inner join {{ source('intake', 'claims') }} as claims on claimed.claim_id = claims.claim_id

),

sentences as (

    select
        {{ of_the_finding('charge') }},
        case
            when sentences.charge_id is null then 'sentence_told_by_a_step'
            when sentences.charge_id = findings.charge_id then 'sentence'
            else 'sentence_of_another_conviction'
        end as role,
        'int_sentences' as fact_table,
        sentences.sentence_part_id as fact_id,
        concat_ws(
            ' ',
            sentences.sentence_location_code,
            sentences.sentence_length_code,
            sentences.sentence_unit_code,
            case when sentences.sentence_type = 'life' then '(for life, or death)' end
        ) as words,
        sentences.source_rows
    from findings
    inner join {{ ref('int_sentences') }} as sentences
        on findings.person_id = sentences.person_id
        and (findings.charge_id = sentences.charge_id or findings.is_asked_of_the_person)

),

events as (

    select
        {{ of_the_finding('charge') }},
        case
            when events.charge_id = findings.charge_id then 'event_on_the_count'
            when others.cycle_key = findings.cycle_key then 'event_on_a_count_of_the_same_arrest'
            when events.charge_id is not null then 'event_on_another_conviction'
            when starts_with(events.event_type, 'regist') or events.event_type = 'deceased' then 'event_of_the_person'
            else 'event_on_no_count_that_can_be_told'
        end as role,
        'int_events' as fact_table,
        events.event_id as fact_id,
        concat_ws(', ', events.event_type, events.disposition_text, events.charge_text, events.event_date_earliest)
            as words,
        events.source_rows
    from findings
    inner join {{ ref('int_events') }} as events on findings.person_id = events.person_id
    left join {{ ref('int_charges') }} as others
        on events.charge_id = others.charge_id and events.person_id = others.person_id
    where events.charge_id = findings.charge_id
        or events.event_type in ('registration', 'deceased')
        or (
            findings.is_asked_of_the_person
            and (
                events.event_type in ('registration_terminated', 'unrecognised', 'disposition_unrecognised')
                or starts_with(events.event_type, 'probation_')
                or starts_with(events.event_type, 'relief_')
            )
        )

),

established as (

    select
        {{ of_the_finding('charge') }},
        case
            when facts.charge_id = findings.charge_id then 'established_fact' else 'established_fact_of_another_charge'
        end as role,
        'int_established_facts' as fact_table,
        facts.fact_id,
        {{ established_in_words() }} as words,
        cast([] as varchar[]) as source_rows
    from findings
    inner join {{ ref('int_established_facts') }} as facts
        on findings.person_id = facts.person_id
        and (findings.charge_id = facts.charge_id or findings.is_asked_of_the_person)

),

established_of_the_person as (

    select
        {{ of_the_finding('charge') }},
        'established_fact' as role,
        'int_established_person_facts' as fact_table,
        facts.fact_id,
        {{ established_in_words() }} as words,
        cast([] as varchar[]) as source_rows
    from findings
    inner join {{ ref('int_established_person_facts') }} as facts on findings.person_id = facts.person_id

),

{{ claims_and_conflicts('charge') }},

supervision as (

    select
        {{ of_the_finding('charge') }},
        'supervision_record' as role,
        'int_supervision_records' as fact_table,
        records.supervision_record_id as fact_id,
        concat_ws(
            ', ',
            records.supervision_by_code,
            records.supervision_type_code,
            'from ' || records.started_on_earliest,
            'to ' || records.ended_on_latest,
            case when records.has_conflicting_ids then 'may be of another person: its ids name two' end
        ) as words,
        records.source_rows
    from findings
    inner join {{ ref('int_supervision_records') }} as records on findings.person_id = records.person_id

),

registrations as (

    select
        {{ of_the_finding('charge') }},
        'registry_record' as role,
        'int_registrations' as fact_table,
        records.registration_id as fact_id,
        concat_ws(
            ', ',
            'registry',
            records.kind_code,
            records.status_code,
            case when records.has_conflicting_ids then 'may be of another person: its ids name two' end
        ) as words,
        records.source_rows
    from findings
    inner join {{ ref('int_registrations') }} as records on findings.person_id = records.person_id

),

petitions as (

    select
        {{ of_the_finding('charge') }},
        case when matched.charge_id is not null then 'petition_on_the_count' else 'petition_of_the_person' end as role,
        'int_petitions_told' as fact_table,
        petitions.petition_id as fact_id,
        concat_ws(', ', petitions.outcome, petitions.section_text, 'filed ' || petitions.filed_on_earliest) as words,
        petitions.source_rows
    from findings
    inner join {{ ref('int_petition_rows') }} as petitions on findings.person_id = petitions.person_id
    left join {{ ref('int_prohibition_petitions') }} as matched
        on petitions.petition_id = matched.petition_id and findings.charge_id = matched.charge_id

),

-- What courts say is in the words of the charge where it completes it; where it disagrees, it stands for itself.
court_records as (

    select
        {{ of_the_finding('charge') }},
        case
            when records.charge_id = findings.charge_id then 'court_record_on_the_count'
            else 'court_record_of_the_person'
        end as role,
        'int_court_records' as fact_table,
        records.court_record_id as fact_id,
        concat_ws(
            ', ',
            records.match,
            records.charge_text,
            records.level,
            records.disposition_text,
            records.disposition_date_earliest
        ) as words,
        records.source_rows
    from findings
    inner join {{ ref('int_court_records') }} as records on findings.person_id = records.person_id

),

facts as (

    select * from people
    union all
    select * from charges
    union all
    select * from arrests
    union all
    select * from established_of_arrests
    union all
    select * from claims_on_arrests
    union all
    select * from sentences
    union all
    select * from events
    union all
    select * from established
    union all
    select * from established_of_the_person
    union all
    select * from claimed
    union all
    select * from conflicts
    union all
    select * from unread_lines
    union all
    select * from supervision
    union all
    select * from registrations
    union all
    select * from petitions
    union all
    select * from court_records

)

{{ with_fact_key('charge') }}
