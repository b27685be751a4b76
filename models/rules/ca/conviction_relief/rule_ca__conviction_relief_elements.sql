{{ config(materialized='people_in_pieces') }}
-- Penal Code 1203.425(a)(1)(B): the word of every element of every path that is asked of the conviction, and the days
-- that go with them. One row per conviction in scope: of a court of this state, or of one that is not known; one CTE
-- per element, named as in automatic_relief.md, section 2. Elements of the sentence stand in
-- rule_ca__conviction_sentences, those of the person in rule_ca__conviction_relief_people; what follows from the
-- words in rule_ca__conviction_relief.
with sentences as (

    select *
    from {{ ref('rule_ca__conviction_sentences') }} as conviction_sentences
    where {{ in_piece('conviction_sentences.person_bucket') }}

),

doubts as (

    {{ people_in_doubt() }}

),

-- Of whom somebody says that the record is wrong, and nobody has answered.
held as (

    {{ charges_held_by_a_claim() }}

),

petitions as (

    select
        charge_id,
        bool_or(outcome = 'granted') as is_granted,
        bool_or(outcome in ('pending', 'unknown')) as is_pending
    from {{ ref('int_prohibition_petitions') }} as prohibition_petitions
    where {{ in_piece('prohibition_petitions.person_bucket') }}
    group by charge_id

),

listed as (

    select
        charge_id,
        max(is_on_list_as_felony) filter (where offense_list = 'serious_felony') as is_serious,
        max(is_on_list_as_felony) filter (where offense_list = 'violent_felony') as is_violent,
        max(is_on_list_as_felony) filter (where offense_list = 'prop64_registrable') as is_registrable
    from {{ ref('rule_ca__offense_tags') }} as tags
    where {{ in_piece('tags.person_bucket') }}
    group by charge_id

),

enhanced as (

    select
        charge_id,
        is_made_serious
    from {{ ref('rule_ca__enhancements') }} as enhancements
    where {{ in_piece('enhancements.person_bucket') }}

),

looked_up as (

    select
        charge_id,
        max(value) as is_serious_or_violent
    from {{ ref('int_established_facts') }}
    where fact = 'offense_is_serious_or_violent'
    group by charge_id

),

new_felonies as (

    select distinct charge_id
    from {{ ref('rule_ca__new_felonies') }} as pairs
    where {{ in_piece('pairs.person_bucket') }}

),

convictions as (

    select
        convictions.charge_id,
        convictions.person_id,
        convictions.person_bucket,
        convictions.county_type,
        convictions.disposition_source,
        convictions.conviction_date_earliest,
        convictions.conviction_date_latest,
        convictions.relief_events,
        convictions.relief_events_in_cycle,
        doubts.doubt as doubt_of_the_person,
        doubts.person_id is not null
        or held.charge_id is not null
        or convictions.has_conflicting_facts
        or convictions.record_status <> 'current'
        or convictions.has_unrecognised_disposition as is_in_doubt,
        convictions.parse_status <> 'parsed' or convictions.has_further_section as is_text_in_doubt,
        sentences.* exclude (
            charge_id, person_id, person_bucket, conviction_date_earliest, conviction_date_latest
        ),
        petitions.is_granted,
        petitions.is_pending,
        greatest(listed.is_serious, enhanced.is_made_serious) as is_serious,
        listed.is_violent,
        listed.is_registrable,
        looked_up.is_serious_or_violent,
        new_felonies.charge_id is not null as has_new_felony,
        run_parameters.as_of_date
    from {{ ref('int_convictions') }} as convictions
    inner join sentences on convictions.charge_id = sentences.charge_id
    left join doubts on convictions.person_id = doubts.person_id
    left join held on convictions.charge_id = held.charge_id
    left join petitions on convictions.charge_id = petitions.charge_id
    left join listed on convictions.charge_id = listed.charge_id
    left join enhanced on convictions.charge_id = enhanced.charge_id
    left join looked_up on convictions.charge_id = looked_up.charge_id
    left join new_felonies on convictions.charge_id = new_felonies.charge_id
    cross join {{ source('intake', 'run_parameters') }} as run_parameters
    -- (A violation of probation or supervision is no offense of its own.)
    anti join {{ ref('rule_ca__violation_charges') }} as violations on convictions.charge_id = violations.charge_id
    where {{ in_piece('convictions.person_bucket') }} and convictions.county_type <> 'elsewhere'

),

not_relieved_before as (

    select
        *,
        case
            when list_contains(relief_events, 'relief_conviction_automatic') then 'not_met'
            when list_contains(relief_events_in_cycle, 'relief_conviction_automatic') then 'unknown'
            else 'met'
        end as not_relieved_before
    from convictions

),

court_of_this_state as (

    select
        *,
        case county_type when 'in_state' then 'met' else 'unknown' end as court_of_this_state
    from not_relieved_before

),

-- A dismissal under Penal Code 1203.4 and its kin leaves a conviction that this section still reaches.
record_is_clear as (

    select
        *,
        case
            when
                is_in_doubt
                or len(list_filter(
                    list_concat(relief_events, relief_events_in_cycle),
                    lambda event: event in ('relief_prop64', 'relief_sealed') or starts_with(event, 'relief_arrest_')
                )) > 0
                or list_has_any(relief_events_in_cycle, ['relief_reduced_17b', 'relief_prop47'])
                then 'unknown'
            else 'met'
        end as record_is_clear
    from court_of_this_state

),

judgment_on_or_after_floor as (

    select
        *,
        case
            when conviction_date_earliest >= {{ law_date('conviction_relief_floor_date') }} then 'met'
            when conviction_date_latest < {{ law_date('conviction_relief_floor_date') }} then 'not_met'
            else 'unknown'
        end as judgment_on_or_after_floor
    from record_is_clear

),

-- Penal Code 1203.425(b): a petition of the prosecutor or of the probation department.
relief_not_prohibited as (

    select
        *,
        case
            when is_granted then 'not_met'
            when is_pending then 'unknown'
            else 'met'
        end as relief_not_prohibited
    from judgment_on_or_after_floor

),

-- The days on which each path came into operation.
operation_begins as (

    select
        *,
        {{ law_date('conviction_relief_operative_probation') }} as law_in_operation_probation_on,
        case
            when completed_without_revocation = 'not_met'
                then {{ law_date('conviction_relief_operative_misdemeanor_after_revocation') }}
            else {{ law_date('conviction_relief_operative_misdemeanor') }}
        end as law_in_operation_misdemeanor_on,
        {{ law_date('conviction_relief_operative_felony') }} as law_in_operation_felony_on
    from relief_not_prohibited

),

law_in_operation as (

    select
        *,
        case when as_of_date < law_in_operation_probation_on then 'not_yet' else 'met' end
            as law_in_operation_probation,
        case when as_of_date < law_in_operation_misdemeanor_on then 'not_yet' else 'met' end
            as law_in_operation_misdemeanor,
        case when as_of_date < law_in_operation_felony_on then 'not_yet' else 'met' end as law_in_operation_felony
    from operation_begins

),

infraction_or_misdemeanor as (

    select
        *,
        case level_now when 'unknown' then 'unknown' when 'felony' then 'not_met' else 'met' end
            as infraction_or_misdemeanor
    from law_in_operation

),

calendar_year_since_judgment as (

    select
        *,
        {{ years_have_elapsed(
            'conviction_date_earliest',
            'conviction_date_latest',
            law_integer('conviction_relief_misdemeanor_wait_years')
        ) }} as calendar_year_since_judgment,
        {{ years_elapsed_on(
            'conviction_date_latest', law_integer('conviction_relief_misdemeanor_wait_years')
        ) }} as calendar_year_since_judgment_on
    from infraction_or_misdemeanor

),

felony as (

    select
        *,
        case level_now when 'unknown' then 'unknown' when 'felony' then 'met' else 'not_met' end as felony
    from calendar_year_since_judgment

),

no_new_felony_in_the_four_years as (

    select
        *,
        case when has_new_felony then 'unknown' else 'met' end as no_new_felony_in_the_four_years
    from felony

),

-- Not on the list of serious or violent felonies is presumed only: few enhancements are in the file.
not_a_serious_or_violent_felony as (

    select
        *,
        {% for list in ['serious', 'violent'] %}
            case
                when is_serious_or_violent = 'yes' then 'not_met'
                when is_serious_or_violent = 'no' then 'met'
                when is_{{ list }} = 'yes' and not is_text_in_doubt then 'not_met'
                when is_{{ list }} is not null or is_text_in_doubt then 'unknown'
                else 'presumed'
            end as not_a_{{ list }}_felony{% if not loop.last %},{% endif %}
        {% endfor %}
    from no_new_felony_in_the_four_years

),

not_a_registrable_felony as (

    select
        *,
        case
            when is_registrable = 'yes' and not is_text_in_doubt then 'not_met'
            when is_registrable is not null or is_text_in_doubt then 'unknown'
            else 'met'
        end as not_a_registrable_felony
    from not_a_serious_or_violent_felony

)

select
    charge_id,
    person_id,
    person_bucket,
    level_now,
    not_relieved_before,
    court_of_this_state,
    record_is_clear,
    judgment_on_or_after_floor,
    relief_not_prohibited,
    law_in_operation_probation,
    law_in_operation_probation_on,
    law_in_operation_misdemeanor,
    law_in_operation_misdemeanor_on,
    law_in_operation_felony,
    law_in_operation_felony_on,
    sentenced_to_probation,
    probation_term_completed,
    probation_term_completed_on,
    completed_without_revocation,
    infraction_or_misdemeanor,
    sentence_completed,
    sentence_completed_on,
    calendar_year_since_judgment,
    calendar_year_since_judgment_on,
    felony,
    all_terms_completed,
    all_terms_completed_on,
    four_years_since_completion,
    four_years_since_completion_on,
    no_new_felony_in_the_four_years,
    not_a_serious_felony,
    not_a_violent_felony,
    not_a_registrable_felony,
    disposition_source,
    has_supervision_end,
    is_level_looked_up,
    is_sentence_looked_up,
    is_serious_or_violent is not null as is_list_looked_up,
    doubt_of_the_person
from not_a_registrable_felony
