-- Health and Safety Code 11361.8(f) with 11357(a)(2); matrix rows P64-57B-2 and P64-57B-3.
-- A person who was 18 to 20 would today be guilty of an infraction: a misdemeanor is redesignated, an infraction stays.
{% set elements = ['offense_under_former_law', 'age_18_to_20', 'level_above_infraction', 'record_is_clear'] %}
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

age_18_to_20 as (

    select
        *,
        case age_band
            when 'from_18_to_20' then 'met'
            when 'unknown' then 'unknown'
            else 'not_met'
        end as age_18_to_20
    from offense_under_former_law

),

level_above_infraction as (

    select
        *,
        case level
            when 'misdemeanor' then 'met'
            when 'infraction' then 'not_met'
            else 'unknown'
        end as level_above_infraction
    from age_18_to_20

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
    from level_above_infraction

)

select
    charge_id,
    person_id,
    person_bucket,
    'prop64_statutory' as remedy_id,
    'possession_redesignation' as path,
    offense_under_former_law,
    age_18_to_20,
    level_above_infraction,
    record_is_clear,
    {{ path_outcome(elements) }} as outcome,
    case
        when age_18_to_20 = 'met' and level_above_infraction = 'not_met' then 'no_change'
        else 'redesignate_infraction'
    end as relief,
    {{ deciding_element(elements) }} as deciding_element,
    case
        when age_18_to_20 = 'not_met' then 'prop64_age_not_of_this_path'
        when age_18_to_20 = 'met' and level_above_infraction = 'not_met' then 'prop64_possession_already_infraction'
        when has_identity_conflict then 'record_identity_conflict'
        when has_conflicting_facts or record_status <> 'current' then 'record_facts_conflict'
        when has_relief_on_record then 'record_relieved_before'
        when has_unrecognised_disposition then 'record_unrecognised_disposition'
        when charge_prefix is not null then 'prop64_attempt_or_conspiracy'
        when record_is_clear = 'unknown' then 'prop64_parse_ambiguous'
        when offense_under_former_law = 'unknown' then 'prop64_offense_date_unknown'
        when age_18_to_20 = 'unknown' then 'prop64_age_unknown'
        when level = 'unknown' then 'prop64_level_unknown'
        when level_above_infraction = 'unknown' then 'prop64_level_contradicts_section'
        else 'prop64_possession_infraction_today'
    end as reason_code,
    cast(null as date) as eligible_on
from record_is_clear
