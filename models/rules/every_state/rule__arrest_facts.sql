{{ config(materialized='table', enabled=is_rule_shared('arrest_facts', by_packs=true)) }}
-- No statute: what the record tells of each arrest and of what became of it, one row per fact. A fact that can only
-- speak against the person (proceedings, a conviction, a doubt) has a row where it is so or may be; one that an end of
-- the case brings (dismissed, acquitted, diversion completed) has a row for every arrest.
{% set facts = [
    'not_relieved_before', 'arrest_of_this_state', 'record_is_clear', 'identity_conflict', 'unread_line',
    'convicted', 'proceedings', 'charge_dismissed', 'acquitted', 'diversion_completed'
] %}
with established as (

    select
        arrest_id,
        max(value) as diversion_completed
    from {{ ref('int_established_arrest_facts') }} as facts
    where fact = 'diversion_completed'
    group by arrest_id

),

held as (

    select distinct arrest_id from {{ ref('int_claimed_arrests') }}
    where is_holding

),

in_conflict as (

    {{ people_in_conflict() }}

),

with_an_unread_line as (

    select distinct person_id from {{ ref('int_rejected_lines') }}
    where not is_settled

),

arrests as (

    select
        arrests.arrest_id,
        arrests.person_id,
        arrests.person_bucket,
        arrests.county_type,
        outcomes.* exclude (arrest_number, person_bucket),
        established.diversion_completed as established_diversion,
        in_conflict.person_id is not null as has_identity_conflict,
        with_an_unread_line.person_id is not null as has_unread_line,
        held.arrest_id is not null as has_open_claim
    from {{ ref('int_arrests') }} as arrests
    inner join {{ ref('int_arrest_outcomes') }} as outcomes on arrests.arrest_number = outcomes.arrest_number
    left join established on arrests.arrest_id = established.arrest_id
    left join in_conflict on arrests.person_id = in_conflict.person_id
    left join with_an_unread_line on arrests.person_id = with_an_unread_line.person_id
    left join held on arrests.arrest_id = held.arrest_id

),

answered as (

    select
        *,
        case when has_arrest_relief then 'no' end as not_relieved_before,
        case county_type
            when 'elsewhere' then 'no'
            when 'in_state' then null
            else 'unknown'
        end as arrest_of_this_state,
        -- What the arrest was for or what became of it is in doubt; a newer copy that knows the arrest and none of its
        -- charges leaves one.
        case
            when has_open_claim
                or has_identity_conflict
                or has_unread_line
                or has_charge_in_doubt
                or has_unrecognised_disposition
                or has_juvenile_charge
                or not charge_count > 0
                then 'unknown'
        end as record_is_clear,
        case when has_identity_conflict then 'yes' end as identity_conflict,
        case when has_unread_line then 'yes' end as unread_line,
        case
            when is_convicted then 'yes'
            when is_perhaps_convicted then 'unknown'
        end as convicted,
        case
            when has_proceedings then 'yes'
            when is_perhaps_convicted then 'unknown'
        end as proceedings,
        -- Every charge before a court, or one beside a conviction. Of a charge before a court whose disposition is not
        -- on record nobody knows.
        case
            when is_dismissed or (is_convicted and has_dismissal) then 'yes'
            when is_convicted or is_acquitted then 'no'
            when has_court_charge_without_disposition or has_unrecognised_disposition then 'unknown'
            else 'no'
        end as charge_dismissed,
        -- At least one charge, and none convicted.
        case
            when is_convicted then 'no'
            when has_court_charge_without_disposition or has_unrecognised_disposition then 'unknown'
            when is_acquitted and is_perhaps_convicted then 'unknown'
            when is_acquitted then 'yes'
            else 'no'
        end as acquitted,
        -- What a person established is about the disposition; one that is not known to be over may be completed.
        case
            when is_convicted or established_diversion = 'no' then 'no'
            when established_diversion = 'yes' then 'yes'
            when is_diversion_completed and is_perhaps_convicted then 'unknown'
            when is_diversion_completed then 'yes'
            when has_diversion then 'unknown'
            else 'no'
        end as diversion_completed
    from arrests

),

facts as (

    select
        *,
        unnest([
            {% for fact in facts -%}
                { 'fact': '{{ fact }}', 'answer': {{ fact }} }
                {{- ',' if not loop.last }}
            {% endfor %}
        ]) as told
    from answered

)

select
    arrest_id as unit_id,
    'arrest' as unit,
    person_id,
    person_bucket,
    told['fact'] as fact,
    {{ as_answer("told['answer']") }} as answer,
    false as is_presumed,
    -- The last day on which what ended it can have been.
    case
        when told['answer'] = 'yes' and told['fact'] in ('charge_dismissed', 'acquitted', 'diversion_completed')
            then disposed_on_latest
    end as over_on,
    cast(null as date) as valid_until,
    case
        when told['fact'] = 'diversion_completed' and established_diversion is not null and not is_convicted
            then 'established_facts'
        when told['fact'] in ('convicted', 'proceedings') and told['answer'] = 'unknown' then 'court_records'
        else 'history'
    end as source,
    cast([] as varchar[]) as rests_on
from facts
where told['answer'] is not null
