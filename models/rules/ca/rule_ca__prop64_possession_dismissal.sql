-- Health and Safety Code 11361.8(e),(f) with 11362.1(a)(1); matrix row P64-57B-1.
-- A person who was 21 or over may today possess up to 28.5 grams of marijuana: the conviction is dismissed and sealed.
{% set elements = ['offense_under_former_law', 'age_21_or_over', 'level_of_the_section', 'record_is_clear'] %}
with offense_under_former_law as (

    select
        *,
        case
            when offense_earliest is null or arrest_latest is null then 'unknown'
            when arrest_latest > {{ law_date('prop64_last_old_law_date') }} then 'unknown'
            when offense_earliest < {{ law_date('prop64_possession_28_grams_first_date') }} then 'unknown'
            else 'met'
        end as offense_under_former_law
    from {{ ref('rule_ca__prop64_possession_ages') }}

),

age_21_or_over as (

    select
        *,
        case age_band
            when 'of_full_age' then 'met'
            when 'unknown' then 'unknown'
            else 'not_met'
        end as age_21_or_over
    from offense_under_former_law

),

-- The section was a misdemeanor and later an infraction, never a felony: another level, or none, contradicts it.
level_of_the_section as (

    select
        *,
        case
            when level in ('misdemeanor', 'infraction') then 'met'
            else 'unknown'
        end as level_of_the_section
    from age_21_or_over

),

record_is_clear as (

    select
        *,
        case
            when has_identity_conflict or has_conflicting_facts or record_status <> 'current' then 'unknown'
            when has_relief_on_record or has_unrecognised_disposition then 'unknown'
            when charge_prefix is not null or parse_status <> 'parsed' or has_further_section then 'unknown'
            else 'met'
        end as record_is_clear
    from level_of_the_section

)

select
    charge_id,
    person_id,
    person_bucket,
    'prop64_statutory' as remedy_id,
    'possession_dismissal' as path,
    offense_under_former_law,
    age_21_or_over,
    level_of_the_section,
    record_is_clear,
    {{ path_outcome(elements) }} as outcome,
    'dismiss_and_seal' as relief,
    {{ deciding_element(elements) }} as deciding_element,
    case
        when age_21_or_over = 'not_met' then 'prop64_age_not_of_this_path'
        when has_identity_conflict then 'record_identity_conflict'
        when has_conflicting_facts or record_status <> 'current' then 'record_facts_conflict'
        when has_relief_on_record then 'record_relieved_before'
        when has_unrecognised_disposition then 'record_unrecognised_disposition'
        when charge_prefix is not null then 'prop64_attempt_or_conspiracy'
        when record_is_clear = 'unknown' then 'prop64_parse_ambiguous'
        when offense_under_former_law = 'unknown' then 'prop64_offense_date_unknown'
        when age_21_or_over = 'unknown' then 'prop64_age_unknown'
        when level = 'unknown' then 'prop64_level_unknown'
        when level_of_the_section = 'unknown' then 'prop64_level_contradicts_section'
        else 'prop64_possession_no_offense_today'
    end as reason_code,
    cast(null as date) as eligible_on
from record_is_clear
