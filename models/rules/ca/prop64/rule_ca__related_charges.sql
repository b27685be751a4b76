-- No statute: convictions of a section that a policy could dismiss together with Proposition 64 (law table
-- related_charges), where a charge of HS 11357 to 11360 stands in the same arrest cycle. Numbers of cycles are of one
-- delivery only; what is stable is the person, the county and the day of the arrest, or, where a day is not exactly
-- known, the case number. Where neither can tell, the answer is unknown, and a policy could not act without a person.
with marijuana_sections as (

    select section from {{ law('prop64_matrix') }}
    where matrix_row = 'P64-POST'

),

marijuana_charges as (

    select charges.*
    from {{ ref('int_charges') }} as charges
    inner join marijuana_sections on charges.section = marijuana_sections.section
    where charges.code_book = 'HS' and charges.record_status <> 'superseded' and not charges.is_juvenile

),

-- As a policy speaks of them: of this state, the offense itself or an attempt.
related as (

    select
        convictions.*,
        coalesce(convictions.offense_date, convictions.arrest_date_earliest) as first_possible_day,
        {{ law_value('prop64_skip_prior_1203') }} as skips_prior_1203
    from {{ ref('int_convictions') }} as convictions
    inner join {{ law('related_charges') }} as lists
        on convictions.code_book = lists.code_book
        and convictions.section = lists.section
        and starts_with(coalesce(convictions.subdivision_path, ''), coalesce(lists.subdivision, ''))
    where convictions.county_type = 'in_state' and coalesce(convictions.charge_prefix, 'attempt') = 'attempt'

),

compared as (

    select
        related.charge_id,
        related.county_name = marijuana_charges.county_name as is_same_county,
        related.arrest_date_earliest = related.arrest_date_latest
        and marijuana_charges.arrest_date_earliest = marijuana_charges.arrest_date_latest as are_days_known,
        related.arrest_date_earliest <= marijuana_charges.arrest_date_latest
        and marijuana_charges.arrest_date_earliest <= related.arrest_date_latest as is_same_day_possible,
        related.case_number_key = marijuana_charges.case_number_key as is_same_case
    from related
    inner join marijuana_charges on related.person_id = marijuana_charges.person_id

),

in_cycle as (

    select
        charge_id,
        max(case
            when not is_same_county or not is_same_day_possible then 'no'
            when is_same_county and (are_days_known or is_same_case) then 'yes'
            else 'unknown'
        end) as is_in_cycle
    from compared
    group by charge_id

),

doubts as (

    {{ people_in_doubt() }}

),

challenged as (

    select distinct charge_id
    from {{ ref('int_established_facts') }}
    where fact = 'prosecutor_challenge' and value = 'yes'

),

-- Relief in the cycle by Proposition 64 speaks of the marijuana charge. Dismissals under Penal Code 1203.4 and its kin
-- hold nothing up, as for a marijuana conviction.
clouded as (

    select
        *,
        len(list_filter(
            list_concat(relief_events, list_filter(relief_events_in_cycle, lambda event: event <> 'relief_prop64')),
            lambda event: not (
                (starts_with(event, 'relief_dismissed_1203') or event = 'relief_conviction_automatic')
                and skips_prior_1203 = 'false'
            )
        )) > 0 as is_clouded_by_relief
    from related

),

-- The same conditions as a policy's: the record is clear, nothing was done before, nobody challenged it, and the
-- offense is not certainly under the new law.
asked as (

    select
        related.charge_id,
        related.person_id,
        related.person_bucket,
        in_cycle.is_in_cycle,
        case
            when in_cycle.is_in_cycle = 'unknown' then 'cycle_unknown'
            when doubts.doubt is not null then replace(doubts.doubt, 'record_', '')
            when related.has_conflicting_facts or related.record_status <> 'current' then 'facts_conflict'
            when related.is_clouded_by_relief then 'relieved_before'
            when related.has_unrecognised_disposition then 'unrecognised_disposition'
            when related.parse_status <> 'parsed' or related.has_further_section then 'charge_text_ambiguous'
            when challenged.charge_id is not null then 'challenged'
            when related.first_possible_day > {{ law_date('prop64_last_old_law_date') }} then 'new_law'
        end as held_up_by
    from clouded as related
    inner join in_cycle on related.charge_id = in_cycle.charge_id
    left join doubts on related.person_id = doubts.person_id
    left join challenged on related.charge_id = challenged.charge_id
    where in_cycle.is_in_cycle <> 'no'

)

select
    charge_id,
    person_id,
    person_bucket,
    is_in_cycle,
    held_up_by,
    case when held_up_by is null then 'eligible' else 'review' end as outcome
from asked
