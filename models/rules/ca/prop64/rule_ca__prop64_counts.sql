-- Health and Safety Code 11361.8(a): the counts in scope, each once, with what is asked of the count itself whatever
-- row of the matrix it falls under. How each question is read, and why, stands in proposition_64.md beside this file.
-- The file has no offense date: the arrest and the conviction stand for it, and both must give the same answer.
{% set marijuana_sections = "select section from " ~ law('prop64_matrix') ~ " where matrix_row = 'P64-POST'" %}
{% set section_of_row = (
    "select concat_ws(' ', code_book, section) from " ~ law('prop64_matrix') ~ " where matrix_row = '{}'"
) %}
-- (Not materialized: each of its readers looks at few columns or few rows of it.)
with charges as not materialized (

    select * from {{ ref('int_charges') }}
    where record_status <> 'superseded' and not is_juvenile

),

marijuana_charges as (

    select * from charges
    where code_book = 'HS' and section in ({{ marijuana_sections }})

),

matrix_sections as (

    select distinct code_book, section
    from {{ law('prop64_matrix') }}
    where code_book = 'HS' or matrix_row = 'P64-4573'

),

convicted as (

    select
        charges.charge_id,
        'conviction' as scope
    from charges
    inner join matrix_sections
        on charges.code_book = matrix_sections.code_book and charges.section = matrix_sections.section
    where charges.is_conviction

),

-- Penal Code 182: the object of the conspiracy stands in the comment only.
conspiracy_in_comment as (

    select
        charge_id,
        'conspiracy_in_comment' as scope
    from charges
    where is_conviction and concat_ws(' ', code_book, section) = ({{ section_of_row.format('P64-182') }})
        and comment_code_book = 'HS' and comment_section in ({{ marijuana_sections }})

),

-- Penal Code 32: the plea of an accessory, where the marijuana charges of the case were not convicted (People v.
-- Boatwright).
accessory as (

    select distinct
        charges.charge_id,
        'accessory' as scope
    from charges
    inner join marijuana_charges
        on charges.person_id = marijuana_charges.person_id
        and not marijuana_charges.is_conviction
        and case
            when charges.case_number_key is null or marijuana_charges.case_number_key is null
                then
                    charges.county_name = marijuana_charges.county_name
                    and charges.arrest_date_earliest = marijuana_charges.arrest_date_earliest
            else charges.case_number_key = marijuana_charges.case_number_key
        end
    where charges.is_conviction
        and concat_ws(' ', charges.code_book, charges.section) = ({{ section_of_row.format('P64-32') }})

),

in_scope as (

    select * from convicted
    union all
    select * from conspiracy_in_comment
    union all
    select * from accessory
    union all
    select
        charge_id,
        scope_reason as scope
    from {{ ref('rule_ca__prop64_charges') }}
    where is_in_scope

),

doubts as (

    {{ people_in_doubt() }}

),

-- A later row that opens the end of the sentence again: a revocation, or a change that does not say to what.
changed_later as (

    select
        charge_id,
        case when count(*) = count(event_date_latest) then max(event_date_latest) end as last_change
    from {{ ref('int_events') }}
    where starts_with(event_type, 'probation_revoked') or event_type = 'probation_modified'
    group by charge_id

),

challenged as (

    select distinct charge_id
    from {{ ref('int_established_facts') }}
    where fact = 'prosecutor_challenge' and value = 'yes'

),

-- What a person who looked into the case says of it, where the record is silent.
answers as (

    select
        charge_id,
        max(value) filter (where fact = 'convicted_of_the_charge') as is_convicted_answer,
        max(value) filter (where fact = 'sentence_completed_on_record') as is_completed_answer,
    {% for fact, answer in prop64_facts_of_the_day().items() %}
        max(value) filter (where fact = '{{ fact }}') as {{ answer }}
        {{- ',' if not loop.last }}
    {% endfor %}
    from {{ ref('int_established_facts') }}
    group by charge_id

),

held as (

    {{ charges_held_by_a_claim() }}

),

with_facts as (

    select
        in_scope.scope,
        charges.charge_id,
        charges.person_id,
        charges.person_bucket,
        charges.county_name,
        charges.county_type,
        charges.case_number_key,
        charges.code_book,
        charges.section,
        charges.subdivision_path,
        charges.charge_prefix,
        charges.parse_status,
        charges.has_further_section,
        charges.level,
        charges.record_status,
        charges.has_conflicting_facts or convictions.has_conflicting_facts as has_conflicting_facts,
        people.birth_date_earliest,
        people.birth_date_latest,
        people.is_deceased,
        convictions.conviction_date_earliest,
        convictions.conviction_date_latest,
        convictions.completion_date_earliest,
        convictions.completion_date_latest,
        convictions.has_unreadable_sentence,
        convictions.has_prison_sentence,
        convictions.has_unrecognised_disposition,
        convictions.relief_events,
        convictions.relief_events_in_cycle,
        {{ prop64_days_on_record() }},
        doubts.doubt as doubt_of_the_person,
        changed_later.charge_id is not null as is_changed_later,
        changed_later.last_change,
        challenged.charge_id is not null as is_challenged,
        answers.* exclude (charge_id),
        held.charge_id is not null as has_open_claim,
        {{ law_value('prop64_skip_prior_1203') }} as skips_prior_1203,
        run_parameters.as_of_date
    from in_scope
    inner join charges on in_scope.charge_id = charges.charge_id
    inner join {{ ref('int_people') }} as people on charges.person_id = people.person_id
    left join {{ ref('int_convictions') }} as convictions on in_scope.charge_id = convictions.charge_id
    left join doubts on charges.person_id = doubts.person_id
    left join changed_later on in_scope.charge_id = changed_later.charge_id
    left join challenged on in_scope.charge_id = challenged.charge_id
    left join answers on in_scope.charge_id = answers.charge_id
    left join held on in_scope.charge_id = held.charge_id
    cross join {{ source('intake', 'run_parameters') }} as run_parameters
    where charges.county_type <> 'elsewhere'

),

-- Arrest and conviction that contradict each other tell no day.
record_days as (

    select
        *,
        case when first_possible_day <= last_possible_day then first_possible_day end as record_earliest,
        case when coalesce(first_possible_day <= last_possible_day, true) then last_possible_day end as record_latest
    from with_facts

),

{{ prop64_offense_days('record_days', 'offense_days') }},

-- An age is reached on the birthday (CALCRIM 2375). For a birthday on 29 February the text names no day in other years:
-- the first day it could be is 28 February, the last 1 March.
the_offense_itself as (

    select
        *,
        {% for years in prop64_ages_of_facts() %}
            {{ prop64_was_of_age(years) }} as is_{{ years }}_at_the_offense,
            case
                when is_{{ years }}_at_the_offense = 'no' then 'no'
                when
                    cast(conviction_date_earliest - to_years(10) as date)
                    >= {{ anniversary('birth_date_latest', years) }}
                    then 'yes'
                else 'unknown'
            end as is_{{ years }}_if_in_ten_years,
        {% endfor %}
        case
            when charge_prefix is null then 'met'
            when charge_prefix = 'attempt' then 'presumed'
            else 'unknown'
        end as the_offense_itself
    from offense_days

),

-- 11361.8(a),(b) speak to those serving a sentence, (e),(f) to those who have completed it. Parole and supervision
-- after prison are serving too; the record does not hold them, so they are taken to last as long as the law lets them.
end_of_serving as (

    select
        *,
        case
            when has_prison_sentence
                then
                    {{ anniversary('completion_date_latest', law_integer('prop64_supervision_after_prison_years')) }}
            else completion_date_latest
        end as serving_latest,
        case
            when last_change > conviction_date_latest then last_change else conviction_date_latest
        end as last_word_on_the_sentence
    from the_offense_itself

),

sentence_completed as (

    select
        *,
        case
            when is_completed_answer is not null
                then case is_completed_answer when 'yes' then 'met' else 'unknown' end
            when serving_latest < as_of_date and not is_changed_later then 'met'
            when
                {{ anniversary('last_word_on_the_sentence', law_integer('prop64_sentence_presumed_over_years')) }}
                < as_of_date
                and not (is_changed_later and last_change is null)
                and not has_unreadable_sentence
                and coalesce(serving_latest < as_of_date, true)
                then 'presumed'
            else 'unknown'
        end as sentence_completed,
        -- (The next day on which an end, or a presumption of it, is passed.)
        list_min(list_filter([
            serving_latest + 1,
            {{ anniversary('last_word_on_the_sentence', law_integer('prop64_sentence_presumed_over_years')) }} + 1
        ], lambda day: day > as_of_date)) as sentence_valid_until,
        case
            when is_completed_answer = 'no' or completion_date_earliest >= as_of_date then 'prop64_serving_sentence'
            else 'prop64_sentence_end_unknown'
        end as sentence_reason_code
    from end_of_serving

),

-- Earlier dismissals under Penal Code 1203.4 and its kin leave the conviction for several purposes; other relief
-- clouds it.
not_relieved_before as (

    select
        *,
        case
            when list_contains(relief_events, 'relief_prop64') then 'not_met'
            when list_contains(relief_events_in_cycle, 'relief_prop64') then 'unknown'
            else 'met'
        end as not_relieved_before,
        len(list_filter(
            list_concat(relief_events, relief_events_in_cycle),
            lambda event: event <> 'relief_prop64'
            and not (
                (starts_with(event, 'relief_dismissed_1203') or event = 'relief_conviction_automatic')
                and skips_prior_1203 = 'false'
            )
        )) > 0 as is_clouded_by_relief
    from sentence_completed

),

record_is_clear as (

    select
        *,
        case
            when has_open_claim then 'record_claim_open'
            when doubt_of_the_person is not null then doubt_of_the_person
            when has_conflicting_facts or record_status <> 'current' then 'record_facts_conflict'
            when is_clouded_by_relief then 'record_relieved_before'
            when has_unrecognised_disposition then 'record_unrecognised_disposition'
            when parse_status <> 'parsed' or has_further_section then 'prop64_parse_ambiguous'
        end as record_reason_code
    from not_relieved_before

)

select
    charge_id,
    person_id,
    person_bucket,
    scope,
    county_name,
    code_book,
    section,
    subdivision_path,
    charge_prefix,
    level,
    birth_date_earliest,
    birth_date_latest,
    is_deceased,
    conviction_date_earliest,
    conviction_date_latest,
    first_possible_day,
    record_earliest,
    record_latest,
    has_offense_date,
    is_of_the_new_law_by_its_text,
    is_before_answer,
    offense_earliest,
    offense_latest,
    offense_not_after,
    may_be_of_the_former_law,
    scope in ('no_disposition', 'disposition_not_understood') as is_without_a_conviction,
    the_offense_itself,
    county_type,
    sentence_completed,
    sentence_reason_code,
    sentence_valid_until,
    is_challenged,
    is_convicted_answer,
    is_18_at_the_offense,
    is_21_at_the_offense,
    is_18_if_in_ten_years,
    is_21_if_in_ten_years,
    not_relieved_before,
    case when record_reason_code is null then 'met' else 'unknown' end as record_is_clear,
    record_reason_code
from record_is_clear
