-- Penal Code 851.93(a): the arrests in scope, each once, with the word of every element that a path of the section
-- asks. How each is read, and why, stands in automatic_relief.md (5, 6) beside this file.
{% set elements = [
    'not_relieved_before', 'arrest_of_this_state', 'record_is_clear', 'arrest_on_or_after_floor',
    'law_in_operation_for_misdemeanors', 'law_in_operation_for_felonies', 'law_in_operation_for_diversion',
    'misdemeanor_arrest', 'infractions_are_meant', 'felony_arrest', 'charge_dismissed',
    'no_conviction_beside_the_dismissal',
    'no_proceedings_initiated', 'no_conviction_from_the_arrest', 'acquitted', 'term_below_eight_years',
    'calendar_year_since_arrest', 'three_years_since_arrest', 'six_years_since_arrest',
    'acquittal_of_a_misdemeanor_needs_no_wait', 'acquittal_of_a_felony_needs_no_wait', 'diversion_completed'
] %}
with law as (

    select
        {{ law_date('arrest_relief_floor_date') }} as floor_date,
        {{ law_date('arrest_relief_operative_misdemeanor') }} as misdemeanors_from,
        {{ law_date('arrest_relief_operative_felony') }} as felonies_from,
        {{ law_date('arrest_relief_operative_diversion') }} as diversion_from,
        {{ law_integer('arrest_relief_misdemeanor_wait_years') }} as misdemeanor_wait_years,
        {{ law_integer('arrest_relief_felony_wait_years') }} as felony_wait_years,
        {{ law_integer('arrest_relief_long_felony_wait_years') }} as long_felony_wait_years,
        -- (Undecided is null.)
        try_cast({{ law_value('arrest_relief_acquittal_wait') }} as boolean) as acquittal_waits,
        {{ law_value('arrest_relief_unknown_max_term') }} as unknown_max_term,
        coalesce(cast({{ law_value('arrest_felony_dismissed_ok') }} as boolean), false) as felony_dismissed_ok,
        as_of_date
    from {{ source('intake', 'run_parameters') }}

),

doubts as (

    {{ people_in_doubt() }}

),

held as (

    select distinct arrest_id from {{ ref('int_claimed_arrests') }}
    where is_holding

),

-- What people established of the arrest.
established as (

    select
        arrest_id,
        max(value) filter (where fact = 'proceedings_initiated') as proceedings_initiated,
        max(value) filter (where fact = 'diversion_completed') as diversion_completed
    from {{ ref('int_established_arrest_facts') }}
    where fact in ('proceedings_initiated', 'diversion_completed')
    group by arrest_id

),

-- (a)(2)(C): the felony charges of the arrest, and those of them whose longest term is surely below eight years. A
-- charge of unknown level may be a felony.
felony_charges as (

    select
        arrest_charges.arrest_number,
        bool_and(
            lists.section is not null
            and (charges.charge_prefix is null or (charges.charge_prefix = 'attempt' and lists.attempt_counts = 'yes'))
            and charges.parse_status = 'parsed'
            and not charges.has_further_section
            and not charges.has_further_charge_in_comment
        ) as has_short_terms_only
    from {{ ref('int_charges') }} as charges
    inner join {{ ref('int_arrest_charges') }} as arrest_charges on charges.charge_number = arrest_charges.charge_number
    left join {{ law('offense_lists') }} as lists
        on lists.offense_list = 'term_below_eight_years'
        and charges.code_book = lists.code_book
        and charges.section = lists.section
    where charges.level in ('felony', 'unknown') and charges.record_status <> 'superseded' and not charges.is_juvenile
    group by arrest_charges.arrest_number

),

-- (a)(1): adult arrests in this state. Where only a juvenile court spoke, it was the arrest of a juvenile.
in_scope as (

    select
        arrests.arrest_id,
        arrests.person_id,
        arrests.person_bucket,
        arrests.arrest_date_earliest,
        arrests.arrest_date_latest,
        arrests.county_type,
        outcomes.* exclude (arrest_number, person_bucket),
        coalesce(felony_charges.has_short_terms_only, false) as has_short_terms_only,
        established.proceedings_initiated as established_proceedings,
        -- (Who found that no proceedings were begun found that no conviction came of it.)
        outcomes.is_perhaps_convicted and coalesce(established.proceedings_initiated <> 'no', true)
            as may_have_led_to_a_conviction,
        established.diversion_completed as established_diversion,
        doubts.doubt as doubt_of_the_person,
        held.arrest_id is not null as has_open_claim,
        law.*
    from {{ ref('int_arrests') }} as arrests
    inner join {{ ref('int_arrest_outcomes') }} as outcomes on arrests.arrest_number = outcomes.arrest_number
    left join felony_charges on arrests.arrest_number = felony_charges.arrest_number
    left join established on arrests.arrest_id = established.arrest_id
    left join doubts on arrests.person_id = doubts.person_id
    left join held on arrests.arrest_id = held.arrest_id
    cross join law
    where arrests.county_type <> 'elsewhere'
        and not arrests.is_juvenile
        and not (outcomes.has_juvenile_charge and not outcomes.court_charge_count > 0)

),

not_relieved_before as (

    select
        *,
        case when has_arrest_relief then 'not_met' else 'met' end as not_relieved_before
    from in_scope

),

arrest_of_this_state as (

    select
        *,
        case county_type when 'in_state' then 'met' else 'unknown' end as arrest_of_this_state
    from not_relieved_before

),

-- What the arrest was for and what became of it leaves no doubt; a newer copy that knows the arrest and none of its
-- charges is one.
record_is_clear as (

    select
        *,
        case
            when has_open_claim
                or doubt_of_the_person is not null
                or has_charge_in_doubt
                or has_unrecognised_disposition
                or has_juvenile_charge
                or not charge_count > 0
                then 'unknown'
            else 'met'
        end as record_is_clear
    from arrest_of_this_state

),

arrest_on_or_after_floor as (

    select
        *,
        case
            when arrest_date_earliest >= floor_date then 'met'
            when arrest_date_latest < floor_date then 'not_met'
            else 'unknown'
        end as arrest_on_or_after_floor
    from record_is_clear

),

-- (a)(1): the review of the department began on another day for each kind of arrest.
law_in_operation as (

    select
        *,
        case when as_of_date < misdemeanors_from then 'not_yet' else 'met' end as law_in_operation_for_misdemeanors,
        case when as_of_date < felonies_from then 'not_yet' else 'met' end as law_in_operation_for_felonies,
        case when as_of_date < diversion_from then 'not_yet' else 'met' end as law_in_operation_for_diversion
    from arrest_on_or_after_floor

),

-- (a)(2)(A),(B): "the arrest was for a misdemeanor offense".
misdemeanor_arrest as (

    select
        *,
        case level when 'felony' then 'not_met' when 'unknown' then 'unknown' else 'met' end as misdemeanor_arrest
    from law_in_operation

),

-- (A),(B) say misdemeanor, 1203.425 says infraction or misdemeanor: whether an infraction is meant too is for counsel.
infractions_are_meant as (

    select
        *,
        case when level in ('infraction', 'unknown') then 'unknown' else 'met' end as infractions_are_meant
    from misdemeanor_arrest

),

-- (a)(2)(C): "the arrest was for … a felony offense".
felony_arrest as (

    select
        *,
        case level when 'felony' then 'met' when 'unknown' then 'unknown' else 'not_met' end as felony_arrest
    from infractions_are_meant

),

-- (a)(2)(A): "the charge was dismissed". Of a charge before a court whose disposition is not on record nobody knows.
charge_dismissed as (

    select
        *,
        case
            when is_dismissed or (is_convicted and has_dismissal) then 'met'
            when is_convicted or is_acquitted then 'not_met'
            when has_court_charge_without_disposition or has_unrecognised_disposition then 'unknown'
            else 'not_met'
        end as charge_dismissed
    from felony_arrest

),

-- (A) names no conviction, and speaks of "the charge": whether one that was dismissed beside a conviction is enough is
-- for counsel; whether one that only a court's list tells stands beside it, nobody knows.
no_conviction_beside_the_dismissal as (

    select
        *,
        case when is_convicted or is_perhaps_convicted then 'unknown' else 'met' end
            as no_conviction_beside_the_dismissal
    from charge_dismissed

),

-- (B),(C): "there is no indication that criminal proceedings have been initiated". A conviction that only a court's
-- list tells, and that may be of the arrest, leaves it open.
no_proceedings_initiated as (

    select
        *,
        case
            when established_proceedings = 'yes' then 'not_met'
            when established_proceedings = 'no' then 'met'
            when has_proceedings then 'not_met'
            when may_have_led_to_a_conviction then 'unknown'
            else 'met'
        end as no_proceedings_initiated
    from no_conviction_beside_the_dismissal

),

-- (B),(C): "no conviction occurred".
no_conviction_from_the_arrest as (

    select
        *,
        case
            when is_convicted then 'not_met'
            when may_have_led_to_a_conviction then 'unknown'
            else 'met'
        end as no_conviction_from_the_arrest
    from no_proceedings_initiated

),

-- (B),(C): "or the arrestee was acquitted of any charges".
acquitted as (

    select
        *,
        case
            when is_convicted then 'not_met'
            when has_court_charge_without_disposition or has_unrecognised_disposition then 'unknown'
            when is_acquitted and is_perhaps_convicted then 'unknown'
            when is_acquitted then 'met'
            else 'not_met'
        end as acquitted
    from no_conviction_from_the_arrest

),

-- (B): "at least one calendar year has elapsed since the date of the arrest".
calendar_year_since_arrest as (

    select
        *,
        {{ years_elapsed_on('arrest_date_latest', 'misdemeanor_wait_years') }} as calendar_year_over_on,
        {{ wait_of_years('arrest_date_earliest', 'arrest_date_latest', 'misdemeanor_wait_years') }}
            as calendar_year_since_arrest
    from acquitted

),

-- (C)(i): a felony "not described in clause (ii)", which is one punishable by eight years or more.
term_below_eight_years as (

    select
        *,
        case
            when has_short_terms_only then 'met'
            when unknown_max_term = 'eight_or_more' then 'not_met'
            else 'unknown'
        end as term_below_eight_years
    from calendar_year_since_arrest

),

-- (C)(i): "at least three calendar years have elapsed since the date of the arrest".
three_years_since_arrest as (

    select
        *,
        {{ years_elapsed_on('arrest_date_latest', 'felony_wait_years') }} as three_years_over_on,
        {{ wait_of_years('arrest_date_earliest', 'arrest_date_latest', 'felony_wait_years') }}
            as three_years_since_arrest
    from term_below_eight_years

),

-- (C)(ii): "at least six years have elapsed since the date of the arrest".
six_years_elapsed as (

    select
        *,
        {{ years_elapsed_on('arrest_date_latest', 'long_felony_wait_years') }} as six_years_over_on,
        {{ wait_of_years('arrest_date_earliest', 'arrest_date_latest', 'long_felony_wait_years') }} as six_years_elapsed
    from three_years_since_arrest

),

-- That this is the wait is presumed where the longest term is not known.
six_years_since_arrest as (

    select
        *,
        case
            when six_years_elapsed = 'met' and not has_short_terms_only then 'presumed'
            else six_years_elapsed
        end as six_years_since_arrest
    from six_years_elapsed

),

-- (B),(C): the sentence leaves open whether who was acquitted waits too.
acquittal_needs_no_wait as (

    select
        *,
        case when has_short_terms_only then three_years_over_on else six_years_over_on end as felony_wait_over_on,
        case
            when calendar_year_since_arrest = 'met' or not acquittal_waits then 'met'
            when acquittal_waits then calendar_year_since_arrest
            else 'unknown'
        end as acquittal_of_a_misdemeanor_needs_no_wait,
        case
            when case when has_short_terms_only then three_years_since_arrest else six_years_elapsed end = 'met'
                or not acquittal_waits
                then 'met'
            when acquittal_waits
                then case when has_short_terms_only then three_years_since_arrest else six_years_elapsed end
            else 'unknown'
        end as acquittal_of_a_felony_needs_no_wait
    from six_years_since_arrest

),

-- (D): "the arrestee successfully completed" a diversion program. One that began and is not known to be over may be.
diversion_completed as (

    select
        *,
        case
            when is_convicted or established_diversion = 'no' then 'not_met'
            when established_diversion = 'yes' then 'met'
            when is_diversion_completed and is_perhaps_convicted then 'unknown'
            when is_diversion_completed then 'met'
            when has_diversion then 'unknown'
            else 'not_met'
        end as diversion_completed
    from acquittal_needs_no_wait

)

select
    arrest_id,
    person_id,
    person_bucket,
    level,
    felony_dismissed_ok,
    not coalesce(acquittal_waits, true) as acquittal_never_waits,
    misdemeanors_from,
    felonies_from,
    diversion_from,
    disposed_on_latest,
    doubt_of_the_person,
    calendar_year_over_on,
    three_years_over_on,
    six_years_over_on,
    felony_wait_over_on,
    {{ elements | join(', ') }}
from diversion_completed
