{{ config(materialized='table', enabled=is_rule_shared('units', by_packs=true)) }}
-- No statute: every adult charge and arrest on record as a unit that a remedy can be about. An arrest after which a
-- juvenile court alone spoke is only looked at.
with terms as (

    -- Several terms of custody may run together or one after the other: how long they are in all is not known.
    select
        charge_id,
        {% for days in ['min_days', 'max_days'] %}
            case
                when count(*) filter (where sentence_type in ('prison', 'jail')) = 1
                    then max({{ days }}) filter (where sentence_type in ('prison', 'jail'))
            end as imposed_{{ days }},
        {% endfor %}
        case
            when not bool_or(sentence_type in ('unknown', 'unrecognised'))
                then list_sort(list_distinct(list(sentence_type)))
        end as components
    from {{ ref('int_sentences') }} as sentences
    where charge_id is not null and record_status <> 'superseded'
    group by charge_id

),

fines as (

    select
        charge_id,
        cast(sum(amount_owed_dollars) as decimal(12, 2)) as fine
    from {{ ref('int_obligations') }} as obligations
    where obligation_type = 'fine'
    group by charge_id

),

pardons as (

    select
        charge_id,
        bool_or(event_type = 'conditional_pardon') as is_conditional
    from {{ ref('int_events') }} as events
    where
        charge_id is not null
        and event_type in ('pardon', 'conditional_pardon')
    group by charge_id

),

-- (A charge of two arrests is of none that alone could answer for it.)
arrests_of_charges as (

    select
        charge_number,
        case when min(arrest_number) = max(arrest_number) then {{ content_hex('min(arrest_number)') }} end as arrest_id
    from {{ ref('int_arrest_charges') }} as arrest_charges
    group by charge_number

),

-- What a court sent to another is told again in a case of that court, under the number of the arrest: a row of the same
-- section says what became of it, if it tells as many of them. Where that court tells nothing, it is pending; where it
-- tells other charges or fewer, or the arrest has no number, nobody knows.
sent_on as (

    select
        charge_id,
        person_id,
        tracking_number,
        code_book,
        section,
        county_name,
        case_number_key,
        count(*) over (
            partition by person_id, tracking_number, county_name, case_number_key, code_book, section
        ) as sent_count
    from {{ ref('int_charges') }} as charges
    where disposition_type = 'sent_to_another_court' and record_status <> 'superseded'

),

told_elsewhere as (

    select
        sent_on.charge_id,
        case
            when sent_on.tracking_number is null then 'unknown'
            when not bool_or(others.charge_id is not null) then 'nothing'
            when count(others.charge_id) filter (
                    where others.code_book = sent_on.code_book and others.section = sent_on.section
                ) >= sent_on.sent_count then 'told'
            else 'unknown'
        end as what_is_told
    from sent_on
    left join {{ ref('int_charges') }} as others
        on sent_on.person_id = others.person_id
        and sent_on.tracking_number = others.tracking_number
        and (sent_on.county_name, sent_on.case_number_key) is distinct from (others.county_name, others.case_number_key)
        and others.disposition_type <> 'sent_to_another_court'
        and others.record_status <> 'superseded'
    group by sent_on.charge_id, sent_on.tracking_number, sent_on.sent_count

),

units as (

    select
        charges.charge_id as unit_id,
        'charge' as unit,
        charges.person_id,
        charges.person_bucket,
        {{ case_of_charge('charges') }} as case_id,
        arrests_of_charges.arrest_id,
        charges.tracking_number as tracking,
        {{ jurisdiction_of('charges.county_type') }} as jurisdiction,
        -- (A charge before a court that nothing ends on record is pending.)
        case
            when charges.charge_stage = 'court' and undisposed.answered_by = 'nothing' then 'pending'
            when charges.charge_stage = 'court' and undisposed.answered_by = 'unknown' then null
            when told_elsewhere.what_is_told = 'nothing' then 'pending'
            when told_elsewhere.what_is_told = 'unknown' then null
            when charges.disposition_type <> 'convicted' or pardons.charge_id is null
                then {{ disposition_of_packs('charges.disposition_type') }}
            when pardons.is_conditional then 'conditionally_pardoned'
            else 'pardoned'
        end as disposition,
        -- (Of what is not understood nobody knows whether it was a conviction.)
        case
            when charges.disposition_type = 'unrecognised'
                then ['conviction', 'acquittal', 'dismissal', 'deferred', 'pardoned', 'declined', 'pending', 'none']
            when charges.charge_stage = 'court' and undisposed.answered_by = 'unknown' then ['pending', 'none']
            when told_elsewhere.what_is_told = 'unknown' then ['pending', 'none']
            else cast([] as varchar[])
        end as dispositions_perhaps,
        {{ level_of_packs('charges.level') }} as level,
        charges.grade,
        charges.max_days,
        terms.imposed_min_days,
        terms.imposed_max_days,
        fines.fine,
        terms.components,
        charges.code_book,
        charges.section,
        charges.subdivision_path,
        charges.charge_prefix,
        charges.parse_status <> 'parsed' or charges.has_further_section as is_text_in_doubt,
        true as is_candidate
    from {{ ref('int_charges') }} as charges
    left join arrests_of_charges on charges.charge_number = arrests_of_charges.charge_number
    left join terms on charges.charge_id = terms.charge_id
    left join fines on charges.charge_id = fines.charge_id
    left join pardons on charges.charge_id = pardons.charge_id
    left join told_elsewhere on charges.charge_id = told_elsewhere.charge_id
    left join {{ rule('undisposed_charges') }} as undisposed
        on charges.charge_id = undisposed.charge_id and charges.disposition_type = 'blank'
    where charges.record_status <> 'superseded' and not charges.is_juvenile
    union all by name
    select
        arrests.arrest_id as unit_id,
        'arrest' as unit,
        arrests.person_id,
        arrests.person_bucket,
        arrests.arrest_id,
        {{ jurisdiction_of('arrests.county_type') }} as jurisdiction,
        cast([] as varchar[]) as dispositions_perhaps,
        {{ level_of_packs('outcomes.level') }} as level,
        false as is_text_in_doubt,
        not arrests.is_juvenile
        and (not outcomes.has_juvenile_charge or outcomes.court_charge_count > 0) as is_candidate
    from {{ ref('int_arrests') }} as arrests
    inner join {{ ref('int_arrest_outcomes') }} as outcomes on arrests.arrest_number = outcomes.arrest_number

)

select *
from units
