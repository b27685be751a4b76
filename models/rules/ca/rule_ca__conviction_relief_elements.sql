-- Compiled from pc_1203_425.law by lookback law compile ca, hash a010c30c21213f26.
-- Penal Code 1203.425 (automatic relief for convictions): Automatic relief for convictions.
-- A condition is true, false, or NULL where nobody knows; AND, OR and NOT of SQL do the rest.
-- A day is known by the first and the last day that it can be.
with
-- What parameters say on the day of the run, and which deliveries there are.
in_force as (
    select
        {{ is_delivered('supervised_release') }} as has_supervised_release,
        {{ law_integer('conviction_relief_misdemeanor_wait_years') }}
            as conviction_relief_misdemeanor_wait_years,
        {{ law_integer('conviction_relief_felony_wait_years') }}
            as conviction_relief_felony_wait_years,
        {{ law_says('last_four_years_are_enough') }} as last_four_years_are_enough,
        {{ law_says('new_felony_is_looked_at') }} as new_felony_is_looked_at,
        {{ law_date('conviction_relief_floor_date') }} as conviction_relief_floor_date,
        {{ law_date('conviction_relief_operative_probation') }}
            as conviction_relief_operative_probation,
        {{ law_date('conviction_relief_operative_misdemeanor_after_revocation') }}
            as conviction_relief_operative_misdemeanor_after_revocation,
        {{ law_date('conviction_relief_operative_misdemeanor') }}
            as conviction_relief_operative_misdemeanor,
        {{ law_date('conviction_relief_operative_felony') }} as conviction_relief_operative_felony
),

-- Every charge as on record, and one whose level is not on record also as each level.
supposed_levels as (
    select *, '' as supposed
    from {{ ref('rule_ca__wide_facts') }}
    where unit = 'charge'
    union all by name
    select
        facts.* replace (
            levels.level as level,
            case
                when levels.level = 'felony' then facts.lists_as_felony
                else facts.lists_as_other
            end as lists,
            case
                when levels.level = 'felony' then facts.lists_perhaps_as_felony
                else facts.lists_perhaps_as_other
            end as lists_perhaps
        ),
        levels.level as supposed
    from {{ ref('rule_ca__wide_facts') }} as facts
    cross join (values ('misdemeanor'), ('felony')) as levels (level)
    where facts.level is null and facts.unit = 'charge' and facts.is_candidate
        and facts.is_here is not false
),

-- What each charge is.
charges as (
    select
        supposed_levels.*,
        in_force.*,
        {{ is_relief_given('of_arrest_relief') }} as relieved_by_arrest_relief,
        of_arrest_relief.valid_until as relieved_by_arrest_relief_until,
        -- Penal Code 1203.425(a)(1)(B)
        {{ is_disposed(['conviction']) }} as conviction,
        -- Penal Code 1203.425(a)(1)(B)(iii)
        {{ is_told('sentence_is_served', ['yes']) }} as sentence_that_is_served,
        -- Penal Code 1203.425(a)(1)(B)(iii), 851.93(a)(2)(B),(C): an arrest without any indication
        -- that criminal proceedings have been initiated, relieved in the same run, is no indication
        -- of pending charges; which other charge without a disposition is pending is our reading
        -- too; for counsel
        {{ is_told('charge_is_pending', ['yes']) }} and not relieved_by_arrest_relief
            as pending_charge,
        -- Penal Code 1203.425(a)(1)(B)(iv)
        {{ is_disposed(['conviction']) }}
        and {{ is_since('disposition', "conviction_relief_floor_date") }}
            as conviction_since_the_floor,
        -- Penal Code 1203.425(a)(1)(B)(iv)(I)(ia)
        {{ is_sentenced_to(['probation']) }} as sentence_of_probation,
        -- Penal Code 1203.425(a)(1)(B)(iv)(I)(ib); a conviction reduced under 17(b) or 1170.18 is a
        -- misdemeanor for all purposes
        level in ('infraction', 'misdemeanor') as infraction_or_misdemeanor_conviction,
        -- Penal Code 1203.425(a)(1)(B)(iv)(II)
        level = 'felony' as felony_conviction,
        -- Penal Code 1203.425(a)(1)(B)(iv)(II)
        {{ is_disposed(['conviction']) }} and level = 'felony' as felony_conviction_of_any_court,
        -- Penal Code 1203.425(a)(1)(B)(iv)(II); 1192.7(c); 1192.8(a); Penal Code
        -- 1203.425(a)(1)(B)(iv)(II); 1192.7(c)
        (level = 'felony' and {{ is_listed(['serious_felony']) }})
        or (level = 'felony' and {{ is_told('made_serious_by_enhancement', ['yes']) }})
            as serious_felony,
        -- Penal Code 1203.425(a)(1)(B)(iv)(II); 667.5(c)
        level = 'felony' and {{ is_listed(['violent_felony']) }} as violent_felony,
        -- Penal Code 1203.425(a)(1)(B)(iv)(II); 290 to 290.024
        level = 'felony' and {{ is_listed(['prop64_registrable']) }} as registrable_felony,
        -- Penal Code 1203.425(a)(1)(B): relief where the information is present in the records; our
        -- reading of a line that cannot be read
        {{ is_told('unread_line', ['yes']) }} as conviction_of_a_person_with_an_unread_line,
        -- Penal Code 1203.425(b); our reading of a petition that is about no conviction on record
        {{ is_told('perhaps_prohibited', ['yes']) }} as conviction_that_a_petition_may_be_about,
        -- Penal Code 1203.425(a)(1)(B)(iii); when a sentence without a recorded end is taken to be
        -- over is our reading
        case
            when sentence_completed_on_record_established_no then true
            when sentence_completed_on_record_established_yes then false
        end as not_serving_a_sentence_told_of_it,
        coalesce(not_serving_a_sentence_told_of_it, sentence_that_is_served)
            as not_serving_a_sentence_counts,
        -- Penal Code 1203.425(a)(1)(B)(iii), 851.93(a)(2)(B),(C): an arrest without any indication
        -- that criminal proceedings have been initiated, relieved in the same run, is no indication
        -- of pending charges; which other charge without a disposition is pending is our reading
        -- too; for counsel
        case
            when charge_is_pending_established_yes then true
            when charge_is_pending_established_no then false
        end as no_pending_charges_told_of_it,
        coalesce(no_pending_charges_told_of_it, pending_charge) as no_pending_charges_counts,
        -- Penal Code 1203.425(a)(1)(B)(iv)(II)
        case
            when level_is_felony_established_yes then true
            when level_is_felony_established_no then false
        end as no_felony_in_the_last_four_years_told_of_it,
        coalesce(felony_conviction_of_any_court, no_felony_in_the_last_four_years_told_of_it)
            as no_felony_in_the_last_four_years_counts,
        -- Penal Code 1203.425(a)(1)(B)(iv)(II)
        case
            when level_is_felony_established_yes then true
            when level_is_felony_established_no then false
        end as no_new_felony_in_the_four_years_told_of_it,
        coalesce(felony_conviction_of_any_court, no_new_felony_in_the_four_years_told_of_it)
            as no_new_felony_in_the_four_years_counts
    from supposed_levels
    cross join in_force
    left join {{ ref('rule_ca__arrest_relief') }} as of_arrest_relief
        on supposed_levels.arrest_id = of_arrest_relief.unit_id
),

-- All as on record, without the levels supposed.
on_record as (
    select *
    from charges
    where supposed = ''
),

-- What is counted over a life.
person as (
    select
        person_id,
        count(*) filter (where not_serving_a_sentence_counts) as not_serving_a_sentence_surely,
        count(*) filter (where not_serving_a_sentence_counts is not false)
            as not_serving_a_sentence_perhaps,
        count(*) filter (where no_pending_charges_counts) as no_pending_charges_surely,
        count(*) filter (where no_pending_charges_counts is not false)
            as no_pending_charges_perhaps
    from on_record
    group by person_id
),

-- The charges that a path is, or may be, for; when each wait is over, at the earliest and at the
-- latest.
waits as (
    select
        *,
        greatest(disposition_first, all_terms_end_first) as end_of_all_terms_first,
        (has_disposition and disposition_last is null) or all_terms_end_last is null
            as end_of_all_terms_is_open,
        case
            when not end_of_all_terms_is_open then greatest(disposition_last, all_terms_end_last)
        end as end_of_all_terms_last,
        greatest(disposition_first, sentence_end_first) as beginning_of_the_four_years_first,
        (has_disposition and disposition_last is null)
        or (has_sentence_end and sentence_end_last is null) as beginning_of_the_four_years_is_open,
        case
            when not beginning_of_the_four_years_is_open
                then greatest(disposition_last, sentence_end_last)
        end as beginning_of_the_four_years_last,
        -- Penal Code 1203.425(a)(1)(B)(iv)(I)(ia)
        {{ day_after_months('probation_end_first', 0) }} as probation_term_completed_first,
        {{ day_after_months('probation_end_last', 0) }} as probation_term_completed_last,
        -- Penal Code 1203.425(a)(1)(B)(iv)(I)(ib)
        {{ day_after_months('sentence_end_first', 0) }} as sentence_completed_first,
        {{ day_after_months('sentence_end_last', 0) }} as sentence_completed_last,
        -- Penal Code 1203.425(a)(1)(B)(iv)(I)(ib)
        {{ day_after_months(
            'disposition_first', '12 * conviction_relief_misdemeanor_wait_years + 0'
        ) }} as calendar_year_since_judgment_first,
        {{ day_after_months(
            'disposition_last', '12 * conviction_relief_misdemeanor_wait_years + 0'
        ) }} as calendar_year_since_judgment_last,
        -- Penal Code 1203.425(a)(1)(B)(iv)(II)
        {{ day_after_months('end_of_all_terms_first', 0) }} as all_terms_completed_first,
        {{ day_after_months('end_of_all_terms_last', 0) }} as all_terms_completed_last,
        -- Penal Code 1203.425(a)(1)(B)(iv)(II)
        {{ day_after_months(
            'end_of_all_terms_first', '12 * conviction_relief_felony_wait_years + 0'
        ) }} as four_years_since_completion_first,
        {{ day_after_months(
            'end_of_all_terms_last', '12 * conviction_relief_felony_wait_years + 0'
        ) }} as four_years_since_completion_last
    from charges
    left join person using (person_id)
    where is_candidate and is_here is not false and conviction is not false
),

-- Other charges of the person that a window looks at.
others as (
    select
        own.unit_id,
        own.supposed,
        other.unit_id as other_id,
        own.as_of_date,
        other.arrest_first,
        other.arrest_last,
        other.disposition_first,
        other.disposition_last,
        other.disposition,
        -- Penal Code 1203.425(a)(1)(B)(iv)(II)
        other.no_felony_in_the_last_four_years_counts as no_felony_in_the_last_four_years_kind,
        {{ is_in_last_years('other', 4) }} as no_felony_in_the_last_four_years_window,
        -- Penal Code 1203.425(a)(1)(B)(iv)(II)
        other.no_new_felony_in_the_four_years_counts
        and (own.unit_id, other.unit_id) not in ({{ list_pairs('under_supervision_begun_before') }})
            as no_new_felony_in_the_four_years_kind,
        {{ is_between(
            'other.disposition_first', 'other.disposition_last',
            'own.beginning_of_the_four_years_first', 'own.beginning_of_the_four_years_last',
            'own.four_years_since_completion_first', 'own.four_years_since_completion_last'
        ) }} as no_new_felony_in_the_four_years_window
    from waits as own
    inner join on_record as other
        on own.person_id = other.person_id and own.unit_id <> other.unit_id
    where
        other.no_felony_in_the_last_four_years_counts is not false
        or other.no_new_felony_in_the_four_years_counts is not false
),

-- How many of them lie in the window, surely and perhaps.
counted as (
    select
        unit_id, supposed,
        count(*)
        filter (
            where no_felony_in_the_last_four_years_kind
            and no_felony_in_the_last_four_years_window
        ) as no_felony_in_the_last_four_years_surely,
        count(*)
        filter (
            where (
                no_felony_in_the_last_four_years_kind and no_felony_in_the_last_four_years_window
            ) is not false
        ) as no_felony_in_the_last_four_years_perhaps,
        count(*)
        filter (
            where no_new_felony_in_the_four_years_kind and no_new_felony_in_the_four_years_window
        ) as no_new_felony_in_the_four_years_surely,
        count(*)
        filter (
            where (
                no_new_felony_in_the_four_years_kind and no_new_felony_in_the_four_years_window
            ) is not false
        ) as no_new_felony_in_the_four_years_perhaps
    from others
    group by unit_id, supposed
),

-- What the law asks: true, false, or NULL where nobody knows.
elements as (
    select
        *,
        -- house rule, the same for every state: Was the conviction relieved by operation of this
        -- section before?
        {{ is_not_denied('not_relieved_before') }} as not_relieved_before,
        -- house rule, the same for every state: Is the conviction of a court of this state?
        {{ is_not_denied('court_of_this_state') }} as court_of_this_state,
        -- house rule, the same for every state: Do ids, copies and earlier relief leave it clear
        -- what the conviction is?
        {{ is_not_denied('record_is_clear') }} as record_is_clear,
        -- Penal Code 1203.425(a)(1)(B)(iv): Was the conviction on or after 1 January 1973?
        conviction_since_the_floor as judgment_on_or_after_floor,
        -- Penal Code 1203.425(b): Did a court prohibit the relief on a petition, or is a petition
        -- pending?
        {{ does_not_appear('relief_prohibited') }} as relief_not_prohibited,
        -- Penal Code 1203.425(a)(1)(B)(i): Is the person required to register under the Sex
        -- Offender Registration Act?
        {{ does_not_appear('required_to_register') }} as not_required_to_register_on_record,
        case when registration_duty_ended_established_yes then true end
            as not_required_to_register_told,
        coalesce(not_required_to_register_told, not_required_to_register_on_record)
            as not_required_to_register,
        -- Penal Code 1203.425(a)(1)(B)(ii): Does the Supervised Release File hold an active record
        -- of the person?
        case when has_supervised_release then {{ does_not_appear('actively_supervised') }} end
            as no_active_supervision_record,
        -- Penal Code 1203.425(a)(1)(B)(iii); when a sentence without a recorded end is taken to be
        -- over is our reading: Does it appear that the person is serving a sentence for an offense?
        {{ fewer_than(1, 'not_serving_a_sentence') }} as not_serving_a_sentence,
        -- Penal Code 1203.425(a)(1)(B)(iii), 851.93(a)(2)(B),(C): an arrest without any indication
        -- that criminal proceedings have been initiated, relieved in the same run, is no indication
        -- of pending charges; which other charge without a disposition is pending is our reading
        -- too; for counsel: Is there an indication of pending criminal charges?
        {{ fewer_than(1, 'no_pending_charges', but='no_pending_charges_counts') }}
            as no_pending_charges,
        -- Penal Code 1203.425(a)(1)(A); Stats. 2024 ch. 49 (AB 168): Has this part of the section
        -- come into operation?
        as_of_date >= conviction_relief_operative_probation as law_in_operation_for_probation,
        -- Penal Code 1203.425(a)(1)(B)(iv)(I)(ia): Was the sentence one of probation?
        sentence_of_probation as sentenced_to_probation,
        -- Penal Code 1203.425(a)(1)(B)(iv)(I)(ia): Is the term of probation over, as far as the
        -- record says?
        case when has_probation_end then {{ has_waited('probation_term_completed') }} end
            as probation_term_completed_on_record,
        case
            when sentence_completed_on_record_established_no then false
            when sentence_completed_on_record_established_yes then true
        end as probation_term_completed_told,
        coalesce(probation_term_completed_told, probation_term_completed_on_record)
            as probation_term_completed,
        -- Penal Code 1203.425(a)(1)(B)(iv)(I)(ia): Was probation revoked?
        {{ does_not_appear('probation_revoked') }} as completed_without_revocation,
        -- Penal Code 1203.425(a)(1)(A); Stats. 2024 ch. 49 (AB 168): Has this part of the section
        -- come into operation?
        as_of_date
        >= case
            when coalesce(probation_revoked_answer, 'no') = 'yes'
                then conviction_relief_operative_misdemeanor_after_revocation
            when true then conviction_relief_operative_misdemeanor
        end as law_in_operation_for_misdemeanors,
        -- Penal Code 1203.425(a)(1)(B)(iv)(I)(ib): Is the conviction an infraction or a
        -- misdemeanor?
        infraction_or_misdemeanor_conviction as infraction_or_misdemeanor_on_record,
        case
            when level_is_felony_established_yes then false
            when level_is_felony_established_no then true
        end as infraction_or_misdemeanor_told,
        coalesce(infraction_or_misdemeanor_on_record, infraction_or_misdemeanor_told)
            as infraction_or_misdemeanor,
        -- Penal Code 1203.425(a)(1)(B)(iv)(I)(ib): Is the sentence completed, as far as the record
        -- says?
        case when has_sentence_end then {{ has_waited('sentence_completed') }} end
            as sentence_completed_on_record,
        case
            when sentence_completed_on_record_established_no then false
            when sentence_completed_on_record_established_yes then true
        end as sentence_completed_told,
        coalesce(sentence_completed_told, sentence_completed_on_record) as sentence_completed,
        -- Penal Code 1203.425(a)(1)(B)(iv)(I)(ib): Has a calendar year elapsed since the day of
        -- judgment?
        case when has_disposition then {{ has_waited('calendar_year_since_judgment') }} end
            as calendar_year_since_judgment,
        -- Penal Code 1203.425(a)(1)(A); Stats. 2024 ch. 49 (AB 168): Has this part of the section
        -- come into operation?
        as_of_date >= conviction_relief_operative_felony as law_in_operation_for_felonies,
        -- Penal Code 1203.425(a)(1)(B)(iv)(II): Is the conviction a felony?
        felony_conviction as felony_on_record,
        case
            when level_is_felony_established_no then false
            when level_is_felony_established_yes then true
        end as felony_told,
        coalesce(felony_on_record, felony_told) as felony,
        -- Penal Code 1203.425(a)(1)(B)(iv)(II): Are all terms of incarceration, probation and
        -- supervision completed, as far as the record says?
        case when has_all_terms_end then {{ has_waited('all_terms_completed') }} end
            as all_terms_completed_on_record,
        case
            when sentence_completed_on_record_established_no then false
            when sentence_completed_on_record_established_yes then true
        end as all_terms_completed_told,
        coalesce(all_terms_completed_told, all_terms_completed_on_record) as all_terms_completed,
        -- Penal Code 1203.425(a)(1)(B)(iv)(II): Have four years elapsed since probation or
        -- supervision was completed?
        case when has_all_terms_end then {{ has_waited('four_years_since_completion') }} end
            as four_years_since_completion,
        -- Penal Code 1203.425(a)(1)(B)(iv)(II): Was the person convicted of a felony in the last
        -- four years?
        not last_four_years_are_enough
        or ({{ fewer_than(1, 'no_felony_in_the_last_four_years') }})
            as no_felony_in_the_last_four_years,
        -- Penal Code 1203.425(a)(1)(B)(iv)(II): Was the person convicted of a new felony in these
        -- four years?
        case
            when not new_felony_is_looked_at
                or ({{ fewer_than(1, 'no_new_felony_in_the_four_years') }})
                then true
        end as no_new_felony_in_the_four_years,
        -- Penal Code 1203.425(a)(1)(B)(iv)(II); 1192.7(c); 1192.8(a): Is it a serious felony?
        not serious_felony as not_a_serious_felony_on_record,
        case
            when offense_is_serious_or_violent_established_yes then false
            when offense_is_serious_or_violent_established_no then true
        end as not_a_serious_felony_told,
        coalesce(not_a_serious_felony_told, not_a_serious_felony_on_record)
            as not_a_serious_felony,
        -- Penal Code 1203.425(a)(1)(B)(iv)(II); 667.5(c): Is it a violent felony?
        not violent_felony as not_a_violent_felony_on_record,
        case
            when offense_is_serious_or_violent_established_yes then false
            when offense_is_serious_or_violent_established_no then true
        end as not_a_violent_felony_told,
        coalesce(not_a_violent_felony_told, not_a_violent_felony_on_record)
            as not_a_violent_felony,
        -- Penal Code 1203.425(a)(1)(B)(iv)(II); 290 to 290.024: Is it a felony that asks for
        -- registration?
        not registrable_felony as not_a_registrable_felony
    from waits
    left join counted using (unit_id, supposed)
),

-- Bookkeeping: since or until when, until when that holds, who says so, what is presumed.
-- What the facts of a charge say beside their answer: until when it holds, who says so.
charge_days as (
    select
        unit_id,
        person_id,
        is_here,
        sentence_that_is_served,
        true as sentence_that_is_served_asks_sentence_is_served,
        case
            when sentence_that_is_served_asks_sentence_is_served
                then sentence_is_served_answer_until
        end as sentence_that_is_served_until,
        case
            when sentence_that_is_served_asks_sentence_is_served
                then sentence_is_served_answer_source
        end as sentence_that_is_served_source,
        case
            when sentence_that_is_served_asks_sentence_is_served
                then sentence_is_served_answer_over_on
        end as sentence_that_is_served_over_on,
        coalesce(
            (
                sentence_that_is_served_asks_sentence_is_served
                and sentence_is_served_answer_is_presumed
            ),
            false
        ) as sentence_that_is_served_is_presumed,
        pending_charge,
        true as pending_charge_asks_charge_is_pending,
        true as pending_charge_asks_relieved_by_arrest_relief,
        least(
            case
                when pending_charge_asks_charge_is_pending then charge_is_pending_answer_until
            end,
            case
                when pending_charge_asks_relieved_by_arrest_relief
                    then relieved_by_arrest_relief_until
            end
        ) as pending_charge_until,
        case when pending_charge_asks_charge_is_pending then charge_is_pending_answer_source end
            as pending_charge_source,
        case when pending_charge_asks_charge_is_pending then charge_is_pending_answer_over_on end
            as pending_charge_over_on,
        coalesce(false, false) as pending_charge_is_presumed,
        not_serving_a_sentence_counts,
        sentence_that_is_served_until as not_serving_a_sentence_counted_until,
        case
            when not_serving_a_sentence_told_of_it is not null then 'established_facts'
            else sentence_that_is_served_source
        end as not_serving_a_sentence_counted_source,
        case
            when not_serving_a_sentence_told_of_it is null then sentence_that_is_served_over_on
        end as not_serving_a_sentence_counted_over_on,
        sentence_that_is_served_is_presumed and not_serving_a_sentence_told_of_it is null
            as not_serving_a_sentence_counted_is_presumed,
        no_pending_charges_counts,
        pending_charge_until as no_pending_charges_counted_until,
        case
            when no_pending_charges_told_of_it is not null then 'established_facts'
            else pending_charge_source
        end as no_pending_charges_counted_source,
        case when no_pending_charges_told_of_it is null then pending_charge_over_on end
            as no_pending_charges_counted_over_on,
        pending_charge_is_presumed and no_pending_charges_told_of_it is null
            as no_pending_charges_counted_is_presumed
    from on_record
),

-- What the days and facts of all charges of the person say.
person_days as (
    select
        person_id,
        min(not_serving_a_sentence_counted_until) as not_serving_a_sentence_counts_until,
        case
            when bool_or(not_serving_a_sentence_counted_source = 'established_facts')
                filter (
                    where (
                        not_serving_a_sentence_counts is not false
                        or not_serving_a_sentence_counted_until is not null
                        or not_serving_a_sentence_counted_is_presumed
                        or not_serving_a_sentence_counted_source = 'established_facts'
                    )
                )
                then 'established_facts'
            else coalesce(
                    max(coalesce(not_serving_a_sentence_counted_source, 'history'))
                    filter (where not_serving_a_sentence_counts is not false),
                    'history'
                )
        end as not_serving_a_sentence_source_of_all,
        count(*)
        filter (
            where not_serving_a_sentence_counted_is_presumed
            and not_serving_a_sentence_counts is false
        ) as not_serving_a_sentence_presumed,
        case
            when count(not_serving_a_sentence_counted_over_on)
                filter (where not_serving_a_sentence_counts is not false)
                = count(*) filter (where not_serving_a_sentence_counts is not false)
                then max(not_serving_a_sentence_counted_over_on)
                    filter (where not_serving_a_sentence_counts is not false)
        end as not_serving_a_sentence_over_on_of_all,
        min(no_pending_charges_counted_until) as no_pending_charges_counts_until,
        case
            when bool_or(no_pending_charges_counted_source = 'established_facts')
                filter (
                    where (
                        no_pending_charges_counts is not false
                        or no_pending_charges_counted_until is not null
                        or no_pending_charges_counted_is_presumed
                        or no_pending_charges_counted_source = 'established_facts'
                    )
                )
                then 'established_facts'
            else coalesce(
                    max(coalesce(no_pending_charges_counted_source, 'history'))
                    filter (where no_pending_charges_counts is not false),
                    'history'
                )
        end as no_pending_charges_source_of_all,
        count(*)
        filter (
            where no_pending_charges_counted_is_presumed and no_pending_charges_counts is false
        ) as no_pending_charges_presumed,
        case
            when count(no_pending_charges_counted_over_on)
                filter (where no_pending_charges_counts is not false)
                = count(*) filter (where no_pending_charges_counts is not false)
                then max(no_pending_charges_counted_over_on)
                    filter (where no_pending_charges_counts is not false)
        end as no_pending_charges_over_on_of_all,
        {{ list_units(
            'not_serving_a_sentence', 'not_serving_a_sentence_counts',
            presumed='not_serving_a_sentence_counted_is_presumed'
        ) }},
        {{ list_units(
            'no_pending_charges', 'no_pending_charges_counts',
            presumed='no_pending_charges_counted_is_presumed'
        ) }}
    from on_record
    inner join (
        select * exclude (person_id, is_here, sentence_that_is_served, pending_charge,
            not_serving_a_sentence_counts, no_pending_charges_counts) from charge_days
    ) as told using (unit_id)
    group by person_id
),

-- The first day on which a window looks at another charge otherwise, and the charges that lie in
-- it.
window_days as (
    select
        unit_id, supposed,
        min({{ leaves_last_years(4) }})
        filter (where no_felony_in_the_last_four_years_kind is not false)
            as no_felony_in_the_last_four_years_changes_on,
        {{ all_leave_last_years('no_felony_in_the_last_four_years', 4) }}
            as no_felony_in_the_last_four_years_leaves_on,
        {{ list_units('no_felony_in_the_last_four_years', unit='other_id') }},
        {{ list_units('no_new_felony_in_the_four_years', unit='other_id') }}
    from others
    group by unit_id, supposed
)

select
    unit_id, supposed, person_id, person_bucket, case_key, as_of_date, disposition_source,
    -- What it is.
    conviction, conviction_of_a_person_with_an_unread_line,
    conviction_that_a_petition_may_be_about,
    -- What is asked of it.
    not_relieved_before, court_of_this_state, record_is_clear, judgment_on_or_after_floor,
    relief_not_prohibited, not_required_to_register, no_active_supervision_record,
    not_serving_a_sentence, no_pending_charges, law_in_operation_for_probation,
    sentenced_to_probation, probation_term_completed, completed_without_revocation,
    law_in_operation_for_misdemeanors, infraction_or_misdemeanor, sentence_completed,
    calendar_year_since_judgment, law_in_operation_for_felonies, felony, all_terms_completed,
    four_years_since_completion, no_felony_in_the_last_four_years,
    no_new_felony_in_the_four_years, not_a_serious_felony, not_a_violent_felony,
    not_a_registrable_felony,
    (level = 'felony') is not false as serious_felony_asks_made_serious_by_enhancement,
    cast(null as date) as serious_felony_until,
    cast(null as varchar) as serious_felony_source,
    cast(null as date) as serious_felony_over_on,
    coalesce(false, false) as serious_felony_is_presumed,
    not has_supervised_release as no_active_supervision_record_is_held_up,
    {{ events_of('not_relieved_before', 'facts', 'not_relieved_before', []) }}
        as not_relieved_before_rests_on,
    {{ events_of('court_of_this_state', 'facts', 'court_of_this_state', []) }}
        as court_of_this_state_rests_on,
    {{ events_of('record_is_clear', 'facts', 'record_is_clear', []) }}
        as record_is_clear_rests_on,
    relief_prohibited_answer_source as relief_not_prohibited_source,
    {{ events_of('relief_not_prohibited', 'facts', 'relief_prohibited', ['source']) }}
        as relief_not_prohibited_rests_on,
    case when not_required_to_register_told is null then required_to_register_answer_until end
        as not_required_to_register_until,
    case
        when not_required_to_register_told is not null then 'established_facts'
        else required_to_register_answer_source
    end as not_required_to_register_source,
    not_required_to_register_told is null
    and required_to_register_answer_is_presumed
    and not_required_to_register_on_record as not_required_to_register_is_presumed,
    {{ events_of_record(
        'not_required_to_register', 'statuses', 'required_to_register',
        ['until', 'source', 'is_presumed']
    ) }} as not_required_to_register_rests_on,
    case when has_supervised_release then actively_supervised_answer_over_on end
        as no_active_supervision_record_over_on,
    least(
        actively_supervised_answer_until,
        {{ if_to_come('actively_supervised_answer_over_on') }}
    ) as no_active_supervision_record_until,
    case
        when has_supervised_release then actively_supervised_answer_source
        else 'supervised_release'
    end as no_active_supervision_record_source,
    {{ events_of(
        'no_active_supervision_record', 'statuses', 'actively_supervised',
        ['over_on', 'until', 'source']
    ) }} as no_active_supervision_record_rests_on,
    case when not_serving_a_sentence is false then not_serving_a_sentence_over_on_of_all end
        as not_serving_a_sentence_over_on,
    not_serving_a_sentence_counts_until as not_serving_a_sentence_until,
    case
        when not_serving_a_sentence_perhaps > 0
            or not_serving_a_sentence_source_of_all = 'established_facts'
            then not_serving_a_sentence_source_of_all
    end as not_serving_a_sentence_source,
    not_serving_a_sentence_presumed > 0 and not_serving_a_sentence
        as not_serving_a_sentence_is_presumed,
    {{ others_counted(
        'not_serving_a_sentence', 'units',
        notes=['over_on', 'until', 'source', 'is_presumed']
    ) }} as not_serving_a_sentence_rests_on,
    {{ others_counted(
        'not_serving_a_sentence', 'units_asked',
        notes=['over_on', 'until', 'source', 'is_presumed']
    ) }} as not_serving_a_sentence_asks_about,
    case when no_pending_charges is false then no_pending_charges_over_on_of_all end
        as no_pending_charges_over_on,
    no_pending_charges_counts_until as no_pending_charges_until,
    case
        when no_pending_charges_perhaps
            - cast(no_pending_charges_counts is not false as integer) > 0
            or no_pending_charges_source_of_all = 'established_facts'
            then no_pending_charges_source_of_all
    end as no_pending_charges_source,
    no_pending_charges_presumed
    - cast(no_pending_charges_counted_is_presumed and no_pending_charges_counts is false
        as integer) > 0
    and no_pending_charges as no_pending_charges_is_presumed,
    {{ others_counted(
        'no_pending_charges', 'units', but_itself=true,
        notes=['over_on', 'until', 'source', 'is_presumed']
    ) }} as no_pending_charges_rests_on,
    {{ others_counted(
        'no_pending_charges', 'units_asked', but_itself=true,
        notes=['over_on', 'until', 'source', 'is_presumed']
    ) }} as no_pending_charges_asks_about,
    conviction_relief_operative_probation as law_in_operation_for_probation_over_on,
    {{ if_to_come('law_in_operation_for_probation_over_on') }}
        as law_in_operation_for_probation_until,
    case
        when probation_term_completed_told is null
            or (probation_term_completed_told and probation_term_completed_last <= as_of_date)
            then probation_term_completed_last
    end as probation_term_completed_over_on,
    case
        when probation_term_completed_told is null
            then least(
                    probation_end_day_until,
                    case
                        when has_probation_end
                            then {{ next_change('probation_term_completed') }}
                    end
                )
    end as probation_term_completed_until,
    case
        when probation_term_completed_told is not null then 'established_facts'
        else case when probation_end_last is not null then probation_end_day_source end
    end as probation_term_completed_source,
    {{ events_of('completed_without_revocation', 'facts', 'probation_revoked', []) }}
        as completed_without_revocation_rests_on,
    case
        when coalesce(probation_revoked_answer, 'no') = 'yes'
            then conviction_relief_operative_misdemeanor_after_revocation
        when true then conviction_relief_operative_misdemeanor
    end as law_in_operation_for_misdemeanors_over_on,
    {{ if_to_come('law_in_operation_for_misdemeanors_over_on') }}
        as law_in_operation_for_misdemeanors_until,
    case
        when infraction_or_misdemeanor_told = infraction_or_misdemeanor
            then 'established_facts'
    end as infraction_or_misdemeanor_source,
    case
        when sentence_completed_told is null
            or (sentence_completed_told and sentence_completed_last <= as_of_date)
            then sentence_completed_last
    end as sentence_completed_over_on,
    case
        when sentence_completed_told is null
            then least(
                    sentence_end_day_until,
                    case
                        when has_sentence_end then {{ next_change('sentence_completed') }}
                    end
                )
    end as sentence_completed_until,
    case
        when sentence_completed_told is not null then 'established_facts'
        else case when sentence_end_last is not null then sentence_end_day_source end
    end as sentence_completed_source,
    calendar_year_since_judgment_last as calendar_year_since_judgment_over_on,
    least(
        disposition_day_until,
        case when has_disposition then {{ next_change('calendar_year_since_judgment') }} end
    ) as calendar_year_since_judgment_until,
    case when disposition_last is not null then disposition_day_source end
        as calendar_year_since_judgment_source,
    conviction_relief_operative_felony as law_in_operation_for_felonies_over_on,
    {{ if_to_come('law_in_operation_for_felonies_over_on') }}
        as law_in_operation_for_felonies_until,
    case when felony_told = felony then 'established_facts' end as felony_source,
    case
        when all_terms_completed_told is null
            or (all_terms_completed_told and all_terms_completed_last <= as_of_date)
            then all_terms_completed_last
    end as all_terms_completed_over_on,
    case
        when all_terms_completed_told is null
            then least(
                    disposition_day_until,
                    all_terms_end_day_until,
                    case
                        when has_all_terms_end then {{ next_change('all_terms_completed') }}
                    end
                )
    end as all_terms_completed_until,
    case
        when all_terms_completed_told is not null then 'established_facts'
        else {{ source_of_latest(['disposition', 'all_terms_end'], []) }}
    end as all_terms_completed_source,
    four_years_since_completion_last as four_years_since_completion_over_on,
    least(
        disposition_day_until,
        all_terms_end_day_until,
        case when has_all_terms_end then {{ next_change('four_years_since_completion') }} end
    ) as four_years_since_completion_until,
    {{ source_of_latest(['disposition', 'all_terms_end'], []) }}
        as four_years_since_completion_source,
    case
        when no_felony_in_the_last_four_years is false
            then no_felony_in_the_last_four_years_leaves_on
    end as no_felony_in_the_last_four_years_over_on,
    case when last_four_years_are_enough then no_felony_in_the_last_four_years_changes_on end
        as no_felony_in_the_last_four_years_until,
    {{ others_counted(
        'no_felony_in_the_last_four_years', 'units', notes=['over_on', 'until']
    ) }} as no_felony_in_the_last_four_years_rests_on,
    {{ others_counted(
        'no_felony_in_the_last_four_years', 'units_asked', notes=['over_on', 'until']
    ) }} as no_felony_in_the_last_four_years_asks_about,
    {{ others_counted('no_new_felony_in_the_four_years', 'units') }}
        as no_new_felony_in_the_four_years_rests_on,
    {{ others_counted('no_new_felony_in_the_four_years', 'units_asked') }}
        as no_new_felony_in_the_four_years_asks_about,
    case when not_a_serious_felony_told is null then serious_felony_until end
        as not_a_serious_felony_until,
    case
        when not_a_serious_felony_told is not null then 'established_facts'
        else serious_felony_source
    end as not_a_serious_felony_source,
    not_a_serious_felony_told is null and not_a_serious_felony_on_record
        as not_a_serious_felony_is_presumed,
    case when not_a_violent_felony_told is not null then 'established_facts' end
        as not_a_violent_felony_source,
    not_a_violent_felony_told is null and not_a_violent_felony_on_record
        as not_a_violent_felony_is_presumed
from elements
left join (
    select * exclude (person_id, is_here, sentence_that_is_served, pending_charge,
        not_serving_a_sentence_counts, no_pending_charges_counts) from charge_days
) as told using (unit_id)
left join person_days using (person_id)
left join window_days using (unit_id, supposed)
