{{ config(materialized='view', tags=['one_person']) }}
with findings as not materialized (

    select
        findings.arrest_id,
        findings.person_id,
        findings.person_bucket,
        findings.remedy_id,
        arrests.arrest_number,
        arrests.agency_name,
        arrests.arrest_date_earliest,
        arrests.source_rows
    from {{ rule('arrest_findings') }} as findings
    inner join {{ ref('int_arrests') }} as arrests
        on findings.arrest_id = arrests.arrest_id and findings.person_id = arrests.person_id

),

of_the_arrest as not materialized (

    select
        {{ of_the_finding('arrest') }},
        charges.charge_id,
        concat_ws(', ', charges.charge_text, charges.level, charges.disposition_text, charges.event_date_earliest)
            as words,
        charges.source_rows
    from findings
    inner join {{ ref('int_charges') }} as charges on findings.person_id = charges.person_id
    inner join {{ ref('int_arrest_charges') }} as arrest_charges
        on findings.arrest_number = arrest_charges.arrest_number
        and findings.person_bucket = arrest_charges.person_bucket
        and charges.charge_number = arrest_charges.charge_number

),

-- Convictions that only courts' lists report, of a case of the arrest or perhaps of it.
court_convictions as (

    select
        {{ of_the_finding('arrest') }},
        case court_convictions.link_basis
            when 'same_case' then 'conviction_in_its_case'
            else 'conviction_perhaps_of_the_arrest'
        end as role,
        'int_charges' as fact_table,
        charges.charge_id as fact_id,
        concat_ws(
            ', ', charges.charge_text, charges.level, charges.disposition_text, charges.event_date_earliest,
            charges.county_name, charges.case_number_key
        ) as words,
        charges.source_rows
    from findings
    inner join {{ ref('int_arrest_court_convictions') }} as court_convictions
        on findings.arrest_number = court_convictions.arrest_number
    inner join {{ ref('int_charges') }} as charges
        on findings.person_id = charges.person_id
        and court_convictions.charge_number = charges.charge_number

),

events as (

    select
        {{ of_the_finding('arrest') }},
        case when of_the_arrest.charge_id is null then 'event_of_the_person' else 'event_on_a_charge' end as role,
        'int_events' as fact_table,
        events.event_id as fact_id,
        concat_ws(', ', events.event_type, events.disposition_text, events.charge_text, events.event_date_earliest)
            as words,
        events.source_rows
    from findings
    inner join {{ ref('int_events') }} as events on findings.person_id = events.person_id
    left join of_the_arrest
        on findings.arrest_id = of_the_arrest.arrest_id
        and findings.person_id = of_the_arrest.person_id
        and findings.remedy_id = of_the_arrest.remedy_id
        and events.charge_id = of_the_arrest.charge_id
    where (events.charge_id is null or of_the_arrest.charge_id is not null)
        and (
            events.event_type in ('unrecognised', 'disposition_unrecognised')
            or starts_with(events.event_type, 'relief_')
        )

),

established as (

    select
        {{ of_the_finding('arrest') }},
        'established_fact' as role,
        'int_established_arrest_facts' as fact_table,
        facts.fact_id,
        {{ established_in_words() }} as words,
        cast([] as varchar[]) as source_rows
    from findings
    inner join {{ ref('int_established_arrest_facts') }} as facts
        on findings.arrest_id = facts.arrest_id and findings.person_id = facts.person_id

),

{{ claims_and_conflicts('arrest') }},

facts as (

    select
        arrest_id,
        person_id,
        person_bucket,
        remedy_id,
        'the_arrest' as role,
        'int_arrests' as fact_table,
        arrest_id as fact_id,
        concat_ws(', ', agency_name, arrest_date_earliest) as words,
        source_rows
    from findings
    union all
    select
        arrest_id,
        person_id,
        person_bucket,
        remedy_id,
        'charge_of_the_arrest' as role,
        'int_charges' as fact_table,
        charge_id as fact_id,
        words,
        source_rows
    from of_the_arrest
    union all
    select * from court_convictions
    union all
    select * from events
    union all
    select * from established
    union all
    select * from claimed
    union all
    select * from conflicts
    union all
    select * from unread_lines

)

{{ with_fact_key('arrest') }}
