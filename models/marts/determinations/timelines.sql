{{ config(materialized='view', tags=['one_person']) }}
with charges as (

    select
        person_id,
        person_bucket,
        case when is_conviction then 'conviction' when is_juvenile then 'juvenile_charge' else 'charge' end as kind,
        2 as place,
        charge_id as fact_id,
        [charge_id] as charge_ids,
        event_date_earliest as date_earliest,
        event_date_latest as date_latest,
        event_date_precision as date_precision,
        charge_text as words,
        concat_ws(
            ', ',
            nullif(level, 'unknown'),
            coalesce(disposition_text, 'no disposition, told at ' || charge_stage),
            nullif(record_status, 'current')
        ) as details,
        county_name,
        case_numbers,
        source_rows
    from {{ ref('int_charges') }}

),

arrests as (

    select
        person_id,
        person_bucket,
        'arrest' as kind,
        1 as place,
        arrest_id as fact_id,
        cast([] as varchar[]) as charge_ids,
        arrest_date_earliest as date_earliest,
        arrest_date_latest as date_latest,
        arrest_date_precision as date_precision,
        agency_name as words,
        case when is_juvenile then 'juvenile' else '' end as details,
        county_name,
        cast(null as varchar) as case_numbers,
        source_rows
    from {{ ref('int_arrests') }}

),

sentences as (

    select
        sentences.person_id,
        sentences.person_bucket,
        'sentence' as kind,
        3 as place,
        sentences.sentence_part_id as fact_id,
        case when charges.fact_id is null then cast([] as varchar[]) else [charges.fact_id] end as charge_ids,
        coalesce(charges.date_earliest, sentences.step_date_earliest) as date_earliest,
        coalesce(charges.date_latest, sentences.step_date_latest) as date_latest,
        case
            when sentences.charge_id is not null then charges.date_precision
            when sentences.step_date_earliest is null then 'blank'
            when sentences.step_date_earliest = sentences.step_date_latest then 'day'
            else 'span'
        end as date_precision,
        concat_ws(
            ' ',
            sentences.sentence_location_code,
            sentences.sentence_length_code,
            sentences.sentence_unit_code,
            case when sentences.sentence_type = 'life' then '(for life, or death)' end
        ) as words,
        concat_ws(
            ', ',
            case
                when sentences.charge_id is null then 'told by a step that names no charge' else 'for ' || charges.words
            end,
            nullif(sentences.record_status, 'current')
        ) as details,
        charges.county_name,
        charges.case_numbers,
        sentences.source_rows
    from {{ ref('int_sentences') }} as sentences
    left join charges
        on sentences.charge_id = charges.fact_id and sentences.person_id = charges.person_id

),

-- No row of a file has the end of a sentence: it is computed from its parts, which the charge's rows represent.
ends_of_sentences as (

    select
        terms.person_id,
        terms.person_bucket,
        'end_of_sentence_reckoned' as kind,
        4 as place,
        terms.charge_id || ':end' as fact_id,
        [terms.charge_id] as charge_ids,
        terms.completion_date_earliest as date_earliest,
        terms.completion_date_latest as date_latest,
        case
            when terms.completion_date_earliest = terms.completion_date_latest then 'day' else 'span'
        end as date_precision,
        replace(terms.completion_basis, '_', ' ') as words,
        concat('for ', charges.words) as details,
        charges.county_name,
        charges.case_numbers,
        charges.source_rows
    from {{ ref('int_sentence_terms') }} as terms
    inner join charges on terms.charge_id = charges.fact_id and terms.person_id = charges.person_id
    where terms.completion_date_latest is not null and terms.part_count > 0

),

-- One event can touch several charges, and has a row for each.
events as (

    select
        person_id,
        person_bucket,
        event_type as kind,
        5 as place,
        min(event_id) as fact_id,
        coalesce(list_sort(list(charge_id) filter (where charge_id is not null)), cast([] as varchar[])) as charge_ids,
        event_date_earliest as date_earliest,
        event_date_latest as date_latest,
        event_date_precision as date_precision,
        concat_ws(', ', charge_text, disposition_text) as words,
        '' as details,
        county_name,
        cast(null as varchar) as case_numbers,
        source_rows
    from {{ ref('int_events') }}
    -- (What was imposed is told above.)
    where event_type <> 'sentence'
    group by
        person_id, person_bucket, event_type, event_date_earliest, event_date_latest, event_date_precision,
        charge_text, disposition_text, county_name, source_rows

),

established_of_all_kinds as (

    {% for table, charge in [
        ('int_established_facts', 'charge_id'), ('int_established_person_facts', 'null'),
        ('int_established_arrest_facts', 'null')
    ] %}
        select
            person_id,
            person_bucket,
            {{ charge }} as charge_id,
            fact_id,
            fact,
            value,
            established_by,
            established_on,
            why
        from {{ ref(table) }}
        {% if not loop.last %}union all{% endif %}
    {% endfor %}

),

established as (

    select
        person_id,
        person_bucket,
        'established_fact' as kind,
        6 as place,
        fact_id,
        coalesce(list_sort(list(charge_id) filter (where charge_id is not null)), []) as charge_ids,
        established_on as date_earliest,
        established_on as date_latest,
        'day' as date_precision,
        concat(fact, ': ', value) as words,
        concat_ws(', ', established_by, why) as details,
        cast(null as varchar) as county_name,
        cast(null as varchar) as case_numbers,
        cast([] as varchar[]) as source_rows
    from established_of_all_kinds
    group by person_id, person_bucket, fact_id, fact, value, established_by, established_on, why

),

claimed as (

    select
        claimed.person_id,
        claimed.person_bucket,
        'claim' as kind,
        7 as place,
        claimed.claim_id as fact_id,
        list_sort(list(claimed.charge_id)) as charge_ids,
        claims.received_on as date_earliest,
        claims.received_on as date_latest,
        'day' as date_precision,
        claims.claim as words,
        concat_ws(
            ', ',
            'by ' || claims.claimed_by,
            coalesce(
                claims.outcome || ' by ' || claims.answered_by || ' on ' || claims.answered_on || ': ' || claims.why,
                'answer due on ' || claims.due_on
            )
        ) as details,
        nullif(claims.county_name, '') as county_name,
        cast(null as varchar) as case_numbers,
        cast([] as varchar[]) as source_rows
    from {{ ref('int_claimed_charges') }} as claimed
    inner join {{ source('intake', 'claims') }} as claims on claimed.claim_id = claims.claim_id
    group by all

),

-- Whose the other id is stays out: a timeline is of one person.
conflicting as (

    select person_id, conflict_type, sends_to_review, decision_id
    from {{ ref('int_identity_conflicts') }}
    union
    select other_person_id as person_id, conflict_type, sends_to_review, decision_id
    from {{ ref('int_identity_conflicts') }}
    where conflict_type not in {{ one_sided_conflicts() }}

),

conflicts as (

    select
        conflicting.person_id,
        people.person_bucket,
        'identity_conflict' as kind,
        7 as place,
        conflicting.conflict_type as fact_id,
        cast([] as varchar[]) as charge_ids,
        cast(null as date) as date_earliest,
        cast(null as date) as date_latest,
        'blank' as date_precision,
        replace(conflicting.conflict_type, '_', ' ') as words,
        case
            when conflicting.decision_id is not null then 'settled by a recorded decision'
            when conflicting.sends_to_review then 'sends every determination to review'
            else 'noted'
        end as details,
        cast(null as varchar) as county_name,
        cast(null as varchar) as case_numbers,
        cast([] as varchar[]) as source_rows
    from conflicting
    inner join {{ ref('int_people') }} as people on conflicting.person_id = people.person_id

),

supervision as (

    select
        person_id,
        person_bucket,
        'supervision_record' as kind,
        8 as place,
        supervision_record_id as fact_id,
        cast([] as varchar[]) as charge_ids,
        started_on_earliest as date_earliest,
        started_on_latest as date_latest,
        started_on_precision as date_precision,
        case when has_conflicting_ids then 'perhaps: ' else '' end
        || concat_ws(', ', supervision_by_code, supervision_type_code) as words,
        concat_ws(', ', 'active: ' || is_active, 'until ' || ended_on_latest) as details,
        county_name,
        cast(null as varchar) as case_numbers,
        source_rows
    from {{ ref('int_supervision_records') }}
    where is_person_known

),

-- (A registry names no day of its own: it stands on the day up to which it tells.)
registrations as (

    select
        person_id,
        person_bucket,
        'registry_record' as kind,
        8 as place,
        registration_id as fact_id,
        cast([] as varchar[]) as charge_ids,
        data_as_of as date_earliest,
        data_as_of as date_latest,
        'day' as date_precision,
        case when has_conflicting_ids then 'perhaps: ' else '' end || concat_ws(', ', 'registry', kind_code) as words,
        status_code as details,
        cast(null as varchar) as county_name,
        cast(null as varchar) as case_numbers,
        source_rows
    from {{ ref('int_registrations') }}
    where is_person_known

),

petitioned as (

    select
        petition_id,
        list_sort(list(charge_id)) as charge_ids
    from {{ ref('int_prohibition_petitions') }}
    group by petition_id

),

petitions as (

    select
        petitions.person_id,
        petitions.person_bucket,
        'petition_to_prohibit_relief' as kind,
        9 as place,
        petitions.petition_id as fact_id,
        coalesce(petitioned.charge_ids, cast([] as varchar[])) as charge_ids,
        petitions.filed_on_earliest as date_earliest,
        petitions.filed_on_latest as date_latest,
        petitions.filed_on_precision as date_precision,
        petitions.outcome as words,
        concat_ws(', ', 'section ' || petitions.section_text, 'ended ' || petitions.outcome_on_latest) as details,
        petitions.county_name,
        petitions.case_numbers,
        petitions.source_rows
    from {{ ref('int_petition_rows') }} as petitions
    left join petitioned on petitions.petition_id = petitioned.petition_id
    where petitions.is_person_known

),

-- What a court says stands with the charge it completes or is; what contradicts or found no place, for itself.
court_charges as (

    select
        person_id,
        person_bucket,
        'court_record' as kind,
        10 as place,
        court_charge_id as fact_id,
        case
            when charge_number is null then cast([] as varchar[]) else [{{ content_hex('charge_number') }}]
        end as charge_ids,
        disposition_date_earliest as date_earliest,
        disposition_date_latest as date_latest,
        disposition_date_precision as date_precision,
        charge_text as words,
        concat_ws(', ', replace(match, '_', ' '), nullif(level, 'unknown'), disposition_text) as details,
        county_name,
        case_numbers,
        source_rows
    from {{ ref('int_court_charges') }}
    where is_person_known and not is_new_charge and match not in ('completes', 'agrees')

),

transferred as (

    select
        transfer_id,
        list_sort(list(charge_id)) as charge_ids
    from (
        select charge_id, unnest(list_concat(transfer_ids, contradictory_transfer_ids)) as transfer_id
        from {{ ref('int_transferred_charges') }}
    ) as each_transfer
    group by transfer_id

),

transfers as (

    select
        transfers.person_id,
        transfers.person_bucket,
        'case_transfer' as kind,
        11 as place,
        transfers.transfer_id as fact_id,
        coalesce(transferred.charge_ids, cast([] as varchar[])) as charge_ids,
        transfers.transferred_on_earliest as date_earliest,
        transfers.transferred_on_latest as date_latest,
        transfers.transferred_on_precision as date_precision,
        concat(
            'to ', coalesce(transfers.to_county_name, 'a court that is not told'),
            ', number there ', coalesce(transfers.to_case_numbers, 'not known')
        ) as words,
        concat_ws(
            ', ',
            case
                when transfers.standing <> 'stands' then replace(transfers.standing, '_', ' ') || ': not told to courts'
                when transferred.transfer_id is null then 'no such case on record'
            end,
            case when transfers.has_several_numbers then 'several numbers are told' end,
            'told by ' || array_to_string(transfers.told_by_county_names, ', ')
        ) as details,
        transfers.from_county_name as county_name,
        transfers.from_case_numbers as case_numbers,
        transfers.source_rows
    from {{ ref('int_case_transfers') }} as transfers
    left join transferred on transfers.transfer_id = transferred.transfer_id
    where transfers.is_person_known

)

select * from arrests
union all
select * from charges
union all
select * from sentences
union all
select * from ends_of_sentences
union all
select * from events
union all
select * from established
union all
select * from claimed
union all
select * from conflicts
union all
select * from supervision
union all
select * from registrations
union all
select * from petitions
union all
select * from court_charges
union all
select * from transfers
