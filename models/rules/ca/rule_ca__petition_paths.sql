-- Compiled from petitions.law by lookback law compile ca, hash a010c30c21213f26.
{{ config(materialized='view') }}
-- Petitions where automatic relief does not reach: about charges.
-- A condition is true, false, or NULL where nobody knows; AND, OR and NOT of SQL do the rest.
-- What is false bars a path; what nobody knows is an if, in the words of the pack.
with
-- What each charge is.
charges as (
    select
        *,
        -- Penal Code 1203.425(a)(1)(B)(iv)(I)(ia)
        {{ is_sentenced_to(['probation']) }} as sentence_of_probation,
        -- Penal Code 1170.18(a)
        {{ is_disposed(['conviction']) }} and {{ is_listed(['petition_prop47']) }}
            as named_by_1170_18,
        -- Penal Code 1170.18
        {{ is_disposed(['conviction']) }} and {{ is_before('disposition', "date '2014-11-05'") }}
            as convicted_before_proposition_47,
        -- Penal Code 1170.18
        {{ is_disposed(['conviction']) }}
        and {{ is_listed(['prop64_super_strike', 'prop64_registrable']) }}
            as super_strike_or_registrable_offense,
        -- Penal Code 1203.4
        {{ is_disposed(['conviction']) }} and level in ('felony', 'misdemeanor')
            as convicted_of_felony_or_misdemeanor,
        -- Penal Code 1203.4(b)
        {{ is_disposed(['conviction']) }} and {{ is_listed(['petition_1203_4_left_out']) }}
            as left_out_of_1203_4,
        -- Penal Code 1203.4a
        {{ is_disposed(['conviction']) }} and level in ('misdemeanor', 'infraction')
            as convicted_of_misdemeanor_or_infraction,
        -- Penal Code 1203.4a
        {{ is_disposed(['conviction']) }} and {{ is_listed(['petition_1203_4a_left_out']) }}
            as left_out_of_1203_4a,
        -- Penal Code 1203.41; 1203.42; 17(b); 1170.18
        {{ is_disposed(['conviction']) }} and level = 'felony' as convicted_of_felony,
        -- Penal Code 1203.41; 1203.42; 17(b)
        {{ is_disposed(['conviction']) }} and {{ is_sentenced_to(['prison']) }}
            as sentence_of_prison,
        -- Penal Code 1203.42
        {{ is_disposed(['conviction']) }} and {{ is_before('disposition', "date '2011-10-01'") }}
            as convicted_before_county_jail
    from {{ ref('rule_ca__wide_facts') }}
    where unit = 'charge'
),

-- What is counted over a life.
person as (
    select
        person_id,
        count(*) filter (where super_strike_or_registrable_offense) as no_bar_of_1170_18_surely,
        count(*) filter (where super_strike_or_registrable_offense is not false)
            as no_bar_of_1170_18_perhaps
    from charges
    group by person_id
),

-- The charges that a path is, or may be, for; when each wait is over, at the earliest and at the
-- latest.
waits as (
    select
        *,
        -- Penal Code 1203.4
        {{ day_after_months('sentence_end_first', 0) }} as sentence_over_first,
        {{ day_after_months('sentence_end_last', 0) }} as sentence_over_last,
        -- Penal Code 1203.4a
        {{ day_after_months('disposition_first', 12) }} as year_since_judgment_first,
        {{ day_after_months('disposition_last', 12) }} as year_since_judgment_last,
        -- Penal Code 1203.41
        {{ day_after_months('sentence_end_first', 24) }} as two_years_since_county_jail_first,
        {{ day_after_months('sentence_end_last', 24) }} as two_years_since_county_jail_last,
        -- Penal Code 1203.41
        {{ day_after_months('sentence_end_first', 12) }} as year_since_county_jail_first,
        {{ day_after_months('sentence_end_last', 12) }} as year_since_county_jail_last,
        -- Penal Code 1203.41; 1203.42
        {{ day_after_months('sentence_end_first', 24) }} as two_years_since_prison_first,
        {{ day_after_months('sentence_end_last', 24) }} as two_years_since_prison_last
    from charges
    left join person using (person_id)
    where
        is_candidate
        and is_here is not false
        and (
            convicted_of_felony_or_misdemeanor is not false
            or convicted_of_misdemeanor_or_infraction is not false
            or convicted_of_felony is not false
        )
),

-- What the law asks: true, false, or NULL where nobody knows.
elements as (
    select
        *,
        -- Penal Code 1203.4; 17(b)
        sentence_of_probation as probation_granted,
        -- Penal Code 1203.4(b)
        not left_out_of_1203_4 as not_left_out_of_1203_4,
        -- Penal Code 1203.4
        case when has_sentence_end then {{ has_waited('sentence_over') }} end
            as sentence_over_on_record,
        case
            when sentence_completed_on_record_established_no then false
            when sentence_completed_on_record_established_yes then true
        end as sentence_over_told,
        coalesce(sentence_over_told, sentence_over_on_record) as sentence_over,
        -- Penal Code 1203.4; 1203.4a; 1203.41; 1203.42
        {{ does_not_appear('dismissed_or_relieved') }} as not_dismissed,
        -- Penal Code 1203.4a; 1203.41; 1203.42
        not sentence_of_probation as probation_not_granted,
        -- Penal Code 1203.4a
        not left_out_of_1203_4a as not_left_out_of_1203_4a,
        -- Penal Code 1203.4a
        case when has_disposition then {{ has_waited('year_since_judgment') }} end
            as year_since_judgment,
        -- Penal Code 1203.41; 17(b)
        not sentence_of_prison as no_prison_imposed,
        -- Penal Code 1203.41
        case when has_sentence_end then {{ has_waited('two_years_since_county_jail') }} end
            as two_years_since_county_jail,
        -- Penal Code 1203.41
        {{ is_known('sentenced_under_1170h5') }} as sentenced_to_county_jail,
        -- Penal Code 1203.41
        case when has_sentence_end then {{ has_waited('year_since_county_jail') }} end
            as year_since_county_jail,
        -- Penal Code 1203.41
        {{ is_known('ended_under_mandatory_supervision') }} as ended_under_mandatory_supervision,
        -- Penal Code 1203.41; 1203.42
        sentence_of_prison as prison_imposed,
        -- Penal Code 1203.41; 1203.42
        case when has_sentence_end then {{ has_waited('two_years_since_prison') }} end
            as two_years_since_prison,
        -- Penal Code 1203.41; SB 731
        {{ is_known('asks_for_no_registration') }} as asks_for_no_registration,
        -- Penal Code 1203.42
        convicted_before_county_jail as was_before_county_jail,
        -- Penal Code 1203.42
        {{ is_known('is_county_jail_felony_now') }} as is_county_jail_felony_now,
        -- Penal Code 17(b); 1170.18
        case when {{ does_not_appear('dismissed_or_relieved') }} then true end as not_relieved,
        -- Penal Code 17(b)
        {{ is_known('is_wobbler') }} as is_wobbler,
        -- Penal Code 1170.18(a)
        named_by_1170_18 as is_named_by_1170_18,
        -- Penal Code 1170.18
        {{ fewer_than(1, 'no_bar_of_1170_18', but='super_strike_or_registrable_offense') }}
            as no_bar_of_1170_18,
        -- Penal Code 1170.18
        convicted_before_proposition_47 as was_before_proposition_47
    from waits
),

-- What the line of an offense list turns on, in words; of an attempt it is not all.
lines as (
    select
        lists.unit_id,
        {{ words_of_lines(['petition_1203_4_left_out']) }} as not_left_out_of_1203_4_words,
        {{ words_of_lines(['petition_1203_4a_left_out']) }} as not_left_out_of_1203_4a_words,
        {{ words_of_lines(['petition_prop47']) }} as is_named_by_1170_18_words
    from {{ rule('offense_lists') }} as lists
    inner join {{ rule('units') }} as units
        on lists.unit_id = units.unit_id and units.charge_prefix is null
    where lists.fact_needed not in (select facts.fact from {{ law('facts') }} as facts)
    group by lists.unit_id
)

-- Penal Code 1203.4
{% set by_pc_1203_4_after_probation = {
    'convicted_of_felony_or_misdemeanor': "the offense is a felony or misdemeanor",
    'probation_granted': "probation was granted",
    'not_left_out_of_1203_4': "the offense is none of those the section leaves out",
    'sentence_over': "the sentence is over",
    'not_dismissed': "the relief already on record leaves it to ask for"
} %}
select {{ leaves_open(
    'pc_1203_4', 1, by_pc_1203_4_after_probation, lines=['not_left_out_of_1203_4']
) }}
from elements
left join lines using (unit_id)
where {{ may_be_so(by_pc_1203_4_after_probation) }} and as_of_date >= date '1850-01-01'
union all
-- Penal Code 1203.4a
{% set by_pc_1203_4a_without_probation = {
    'convicted_of_misdemeanor_or_infraction': "the offense is a misdemeanor or infraction",
    'probation_not_granted': "probation was not granted",
    'not_left_out_of_1203_4a': "the offense is none of those the section leaves out",
    'year_since_judgment': "the judgment was 1 year or more ago",
    'not_dismissed': "the relief already on record leaves it to ask for"
} %}
select {{ leaves_open(
    'pc_1203_4a', 2, by_pc_1203_4a_without_probation, lines=['not_left_out_of_1203_4a']
) }}
from elements
left join lines using (unit_id)
where {{ may_be_so(by_pc_1203_4a_without_probation) }} and as_of_date >= date '1850-01-01'
union all
-- Penal Code 1203.41
{% set by_pc_1203_41_county_jail = {
    'convicted_of_felony': "the offense is a felony",
    'probation_not_granted': "probation was not granted",
    'no_prison_imposed': "no state prison was imposed",
    'two_years_since_county_jail': "the sentence has been over for long enough (1 or 2 years)",
    'not_dismissed': "the relief already on record leaves it to ask for",
    'sentenced_to_county_jail':
        "the sentence was one to county jail under Penal Code 1170(h)(5)"
} %}
select {{ leaves_open('pc_1203_41', 3, by_pc_1203_41_county_jail) }}
from elements
where {{ may_be_so(by_pc_1203_41_county_jail) }} and as_of_date >= date '1850-01-01'
union all
-- Penal Code 1203.41
{% set by_pc_1203_41_mandatory_supervision = {
    'convicted_of_felony': "the offense is a felony",
    'probation_not_granted': "probation was not granted",
    'no_prison_imposed': "no state prison was imposed",
    'year_since_county_jail': "the sentence has been over for long enough (1 or 2 years)",
    'not_dismissed': "the relief already on record leaves it to ask for",
    'sentenced_to_county_jail':
        "the sentence was one to county jail under Penal Code 1170(h)(5)",
    'ended_under_mandatory_supervision': "its last part was mandatory supervision"
} %}
select {{ leaves_open('pc_1203_41', 4, by_pc_1203_41_mandatory_supervision) }}
from elements
where {{ may_be_so(by_pc_1203_41_mandatory_supervision) }} and as_of_date >= date '1850-01-01'
union all
-- Penal Code 1203.41; SB 731
{% set by_pc_1203_41_prison_state_prison = {
    'convicted_of_felony': "the offense is a felony",
    'probation_not_granted': "probation was not granted",
    'prison_imposed': "the sentence was to state prison",
    'two_years_since_prison': "the sentence has been over for long enough (2 years)",
    'not_dismissed': "the relief already on record leaves it to ask for",
    'asks_for_no_registration': "no registration under Penal Code 290 is required"
} %}
select {{ leaves_open('pc_1203_41_prison', 5, by_pc_1203_41_prison_state_prison) }}
from elements
where {{ may_be_so(by_pc_1203_41_prison_state_prison) }} and as_of_date >= date '2023-01-01'
union all
-- Penal Code 1203.42
{% set by_pc_1203_42_former_state_prison = {
    'convicted_of_felony': "the offense is a felony",
    'probation_not_granted': "probation was not granted",
    'prison_imposed': "the sentence was to state prison",
    'was_before_county_jail': "the conviction was not after 2011-09-30",
    'two_years_since_prison': "the sentence has been over for long enough (2 years)",
    'not_dismissed': "the relief already on record leaves it to ask for",
    'is_county_jail_felony_now':
        "the offense is one that is now punished with county jail under Penal Code "
        "1170(h)"
} %}
select {{ leaves_open('pc_1203_42', 6, by_pc_1203_42_former_state_prison) }}
from elements
where {{ may_be_so(by_pc_1203_42_former_state_prison) }} and as_of_date >= date '1850-01-01'
union all
-- Penal Code 17(b)
{% set by_pc_17b_wobbler = {
    'convicted_of_felony': "the offense is a felony",
    'probation_granted': "probation was granted",
    'no_prison_imposed': "no state prison was imposed",
    'not_relieved': "the relief already on record leaves it to ask for",
    'is_wobbler': "the offense can be punished as a misdemeanor too"
} %}
select {{ leaves_open('pc_17b', 7, by_pc_17b_wobbler) }}
from elements
where {{ may_be_so(by_pc_17b_wobbler) }} and as_of_date >= date '1850-01-01'
union all
-- Penal Code 1170.18
{% set by_pc_1170_18_proposition_47 = {
    'convicted_of_felony': "the offense is a felony",
    'is_named_by_1170_18': "the offense is one of those the section names",
    'no_bar_of_1170_18': "no other conviction bars it",
    'was_before_proposition_47': "the conviction was not after 2014-11-04",
    'not_relieved': "the relief already on record leaves it to ask for"
} %}
select {{ leaves_open(
    'pc_1170_18', 8, by_pc_1170_18_proposition_47, lines=['is_named_by_1170_18']
) }}
from elements
left join lines using (unit_id)
where {{ may_be_so(by_pc_1170_18_proposition_47) }} and as_of_date >= date '1850-01-01'
