-- Compiled from hs_11361_8.law by lookback law compile ca, hash a010c30c21213f26.
-- Health and Safety Code 11361.8 and 11361.9 (Proposition 64). Proposition 64: what the statute
-- gives: what each row asks of each charge, one row per element.
-- A condition is true, false, or NULL where nobody knows; AND, OR and NOT of SQL do the rest.
with
-- The paths: for which kind each is, since when, and what it asks, first what all of them ask.
paths as (
    select
        path,
        kind,
        begins,
        ['not_relieved_before', 'no_path', 'court_of_this_state', 'record_is_clear'] || asks as asks
    from (
        values
        -- Health and Safety Code 11361.8(e),(f); 11362.1(a)(2)
        (
            'P64-57A-1', 'p64_57a_1', date '2016-11-09',
            [
                'the_offense_itself', 'in_time_of_a_former_row', 'age_at_least_21',
                'level_of_the_row', 'sentence_completed', 'relief_not_challenged',
                'concentrate_at_most_8_grams'
            ]
        ),
        -- Health and Safety Code 11361.8(e),(f); 11357(a)(2)
        (
            'P64-57A-2', 'p64_57a_2', date '2016-11-09',
            [
                'the_offense_itself', 'in_time_of_a_former_row', 'age_18_to_20',
                'level_of_the_row', 'sentence_completed', 'relief_not_challenged',
                'concentrate_at_most_8_grams'
            ]
        ),
        -- Health and Safety Code 11357(a)(1),(b)(1)
        (
            'P64-57A-3', 'p64_57a_3', date '2016-11-09',
            [
                'the_offense_itself', 'in_time_of_a_former_row', 'age_below_18',
                'level_of_the_row', 'sentence_completed', 'relief_not_challenged'
            ]
        ),
        -- Health and Safety Code 11357(b)(2)
        (
            'P64-57A-4', 'p64_57a_4', date '2016-11-09',
            [
                'the_offense_itself', 'in_time_of_a_former_row', 'age_at_least_18',
                'level_of_the_row', 'sentence_completed', 'relief_not_challenged',
                'concentrate_above_8_grams'
            ]
        ),
        -- Health and Safety Code 11361.8(e),(f); 11362.1(a)(1)
        (
            'P64-57B-1', 'p64_57b_1', date '2016-11-09',
            [
                'the_offense_itself', 'in_time_of_a_former_row', 'age_at_least_21',
                'level_of_the_row', 'sentence_completed', 'relief_not_challenged'
            ]
        ),
        -- Health and Safety Code 11357(a)(2); 11361.8(f)
        (
            'P64-57B-2', 'p64_57b_2', date '2016-11-09',
            [
                'the_offense_itself', 'in_time_of_an_earlier_row', 'age_18_to_20',
                'level_of_the_row', 'sentence_completed', 'relief_not_challenged'
            ]
        ),
        -- Health and Safety Code 11357(a)(2)
        (
            'P64-57B-3', 'p64_57b_3', date '2016-11-09',
            [
                'the_offense_itself', 'in_time_of_a_former_row', 'age_18_to_20',
                'level_of_the_row'
            ]
        ),
        -- Health and Safety Code 11357(b)(2)
        (
            'P64-57C-1', 'p64_57c_1', date '2016-11-09',
            [
                'the_offense_itself', 'in_time_of_a_former_row', 'age_at_least_18',
                'level_of_the_row'
            ]
        ),
        -- Health and Safety Code 11357(b)(1)
        (
            'P64-57C-2', 'p64_57c_2', date '2016-11-09',
            [
                'the_offense_itself', 'in_time_of_a_former_row', 'age_below_18',
                'level_of_the_row', 'sentence_completed', 'relief_not_challenged'
            ]
        ),
        -- Health and Safety Code 11357(c)
        (
            'P64-57D-1', 'p64_57d_1', date '2016-11-09',
            [
                'the_offense_itself', 'in_time_of_a_former_row', 'age_at_least_18',
                'level_of_the_row'
            ]
        ),
        -- Health and Safety Code 11357(d)
        (
            'P64-57E-1', 'p64_57e_1', date '2016-11-09',
            [
                'the_offense_itself', 'in_time_of_a_former_row', 'age_below_18',
                'level_of_the_row', 'sentence_completed', 'relief_not_challenged'
            ]
        ),
        -- Health and Safety Code 11361.8(a); former 11357(a)-(e)
        (
            'P64-57X', 'p64_57x', date '2016-11-09',
            [
                'the_offense_itself', 'in_time_of_a_former_row', 'level_of_the_row'
            ]
        ),
        -- Health and Safety Code 11361.8(e),(f); 11362.1(a)(3)
        (
            'P64-58-1', 'p64_58_1', date '2016-11-09',
            [
                'the_offense_itself', 'in_time_of_a_former_row', 'age_at_least_21',
                'level_of_the_row', 'sentence_completed', 'relief_not_challenged',
                'at_most_six_plants'
            ]
        ),
        -- Health and Safety Code 11358(b)
        (
            'P64-58-2', 'p64_58_2', date '2016-11-09',
            [
                'the_offense_itself', 'in_time_of_a_former_row', 'age_18_to_20',
                'level_of_the_row', 'sentence_completed', 'relief_not_challenged',
                'at_most_six_plants'
            ]
        ),
        -- Health and Safety Code 11358(c); 11361.8(f)
        (
            'P64-58-3', 'p64_58_3', date '2016-11-09',
            [
                'the_offense_itself', 'in_time_of_a_former_row', 'age_at_least_18',
                'level_of_the_row', 'disqualifiers_absent', 'sentence_completed',
                'relief_not_challenged', 'more_than_six_plants'
            ]
        ),
        -- Health and Safety Code 11358(d)(1)-(3)
        (
            'P64-58-4', 'p64_58_4', date '2016-11-09',
            [
                'the_offense_itself', 'in_time_of_a_former_row', 'age_at_least_18',
                'level_of_the_row', 'disqualifier_present', 'more_than_six_plants_shown'
            ]
        ),
        -- Health and Safety Code 11358(a)
        (
            'P64-58-5', 'p64_58_5', date '2016-11-09',
            [
                'the_offense_itself', 'in_time_of_a_former_row', 'age_below_18',
                'level_of_the_row', 'sentence_completed', 'relief_not_challenged'
            ]
        ),
        -- Health and Safety Code 11358(c); 11361.8(f)
        (
            'P64-58-6', 'p64_58_6', date '2016-11-09',
            [
                'the_offense_itself', 'in_time_of_a_former_row', 'age_at_least_18',
                'level_of_the_row', 'plants_of_a_misdemeanor_shown'
            ]
        ),
        -- Health and Safety Code 11359(b); 11361.8(f); People v. Smit (2018) 24 Cal.App.5th 596
        (
            'P64-59-1', 'p64_59_1', date '2016-11-09',
            [
                'the_offense_itself', 'in_time_of_a_former_row', 'age_at_least_18',
                'level_of_the_row', 'disqualifiers_absent', 'sentence_completed',
                'relief_not_challenged', 'nobody_under_21_employed'
            ]
        ),
        -- Health and Safety Code 11359(c)(1)-(3)
        (
            'P64-59-2', 'p64_59_2', date '2016-11-09',
            [
                'the_offense_itself', 'in_time_of_a_former_row', 'age_at_least_18',
                'level_of_the_row', 'disqualifier_present'
            ]
        ),
        -- Health and Safety Code 11359(d)
        (
            'P64-59-3', 'p64_59_3', date '2016-11-09',
            [
                'the_offense_itself', 'in_time_of_a_former_row', 'age_at_least_21',
                'level_of_the_row', 'person_under_21_employed'
            ]
        ),
        -- Health and Safety Code 11359(a)
        (
            'P64-59-4', 'p64_59_4', date '2016-11-09',
            [
                'the_offense_itself', 'in_time_of_a_former_row', 'age_below_18',
                'level_of_the_row', 'sentence_completed', 'relief_not_challenged'
            ]
        ),
        -- Health and Safety Code 11359(b); 11361.8(f)
        (
            'P64-59-5', 'p64_59_5', date '2016-11-09',
            [
                'the_offense_itself', 'in_time_of_a_former_row', 'age_at_least_18',
                'level_of_the_row'
            ]
        ),
        -- Health and Safety Code 11362.1(a)(1)
        (
            'P64-60A-2', 'p64_60a_2', date '2016-11-09',
            [
                'the_offense_itself', 'in_time_of_an_earlier_row', 'age_at_least_21',
                'level_of_the_row', 'sentence_completed', 'relief_not_challenged',
                'transport_or_gift_of_at_most_28_grams'
            ]
        ),
        -- Health and Safety Code 11360(a)(2); 11361.8(f)
        (
            'P64-60A-1', 'p64_60a_1', date '2016-11-09',
            [
                'the_offense_itself', 'in_time_of_a_former_row', 'age_at_least_18',
                'level_of_the_row', 'disqualifiers_absent', 'sentence_completed',
                'relief_not_challenged'
            ]
        ),
        -- Health and Safety Code 11360(a)(3)(A)-(D)
        (
            'P64-60A-3', 'p64_60a_3', date '2016-11-09',
            [
                'the_offense_itself', 'in_time_of_a_former_row', 'age_at_least_18',
                'level_of_the_row', 'disqualifier_present'
            ]
        ),
        -- Health and Safety Code 11360(a)(1)
        (
            'P64-60A-4', 'p64_60a_4', date '2016-11-09',
            [
                'the_offense_itself', 'in_time_of_a_former_row', 'age_below_18',
                'level_of_the_row', 'sentence_completed', 'relief_not_challenged'
            ]
        ),
        -- Health and Safety Code 11360(a)(2); 11361.8(f)
        (
            'P64-60A-5', 'p64_60a_5', date '2016-11-09',
            [
                'the_offense_itself', 'in_time_of_a_former_row', 'age_at_least_18',
                'level_of_the_row', 'more_than_a_gift_shown'
            ]
        ),
        -- Health and Safety Code 11361.8(e),(f); 11362.1(a)(1)
        (
            'P64-60B-1', 'p64_60b_1', date '2016-11-09',
            [
                'the_offense_itself', 'in_time_of_a_former_row', 'age_at_least_21',
                'level_of_the_row', 'sentence_completed', 'relief_not_challenged',
                'gift_to_persons_of_21_or_over'
            ]
        ),
        -- Health and Safety Code 11360(b)
        (
            'P64-60B-2', 'p64_60b_2', date '2016-11-09',
            [
                'the_offense_itself', 'in_time_of_a_former_row', 'age_below_21',
                'level_of_the_row', 'sentence_completed', 'relief_not_challenged'
            ]
        ),
        -- Health and Safety Code 11361; People v. Samra (2018) C084122
        ('P64-61', 'p64_61', date '2016-11-09', ['in_time_of_a_row_that_goes_on']),
        -- Health and Safety Code 11361.8(a) (11357.5 is not named)
        ('P64-575', 'p64_575', date '2016-11-09', cast([] as varchar[])),
        -- Penal Code 32; People v. Boatwright (2019) 36 Cal.App.5th 848
        ('P64-32', 'p64_32', date '2016-11-09', cast([] as varchar[])),
        -- Penal Code 4573; People v. Raybon (2021) 11 Cal.5th 1056 (4573.6)
        ('P64-4573', 'p64_4573', date '2016-11-09', cast([] as varchar[])),
        -- Penal Code 182; Health and Safety Code 11361.8(a) names no conspiracy
        ('P64-182', 'p64_182', date '2016-11-09', cast([] as varchar[])),
        -- Health and Safety Code 11361.8(a),(e); former 11530; People v. Ryser
        (
            'P64-115', 'p64_115', date '2016-11-09',
            [
                'the_offense_itself', 'in_time_of_a_row_of_old'
            ]
        ),
        -- Health and Safety Code 11361.8(a): the law in effect at the time of the offense
        ('P64-POST', 'p64_post', date '2016-11-09', ['in_time_of_the_new_law']),
        -- Health and Safety Code 11361.8(a),(e)
        (
            'no_conviction_on_record', 'count_without_a_conviction', date '2016-11-09',
            [
                'conviction_on_record', 'disposition_understood'
            ]
        )
    ) as rows_of_law (path, kind, begins, asks)
),

-- What the record says of each unit and row, and what people established of it.
facts as (
    select
        facts.*,
        wide.person_id,
        wide.person_bucket,
        wide.disposition_source,
        wide.at_least_18_at_the_offense_established_yes,
        wide.at_least_18_at_the_offense_established_no,
        wide.at_least_21_at_the_offense_established_yes,
        wide.at_least_21_at_the_offense_established_no,
        wide.at_most_six_plants_established_yes,
        wide.at_most_six_plants_established_no,
        wide.concentrate_at_most_8_grams_established_yes,
        wide.concentrate_at_most_8_grams_established_no,
        wide.convicted_of_the_charge_established_yes,
        wide.convicted_of_the_charge_established_no,
        wide.employed_person_under_21_established_yes,
        wide.employed_person_under_21_established_no,
        wide.gift_to_persons_of_21_or_over_established_yes,
        wide.gift_to_persons_of_21_or_over_established_no,
        wide.offense_before_proposition_64_established_yes,
        wide.offense_before_proposition_64_established_no,
        wide.offense_in_the_ten_years_before_conviction_established_yes,
        wide.offense_in_the_ten_years_before_conviction_established_no,
        wide.prosecutor_challenge_established_yes,
        wide.prosecutor_challenge_established_no,
        wide.sentence_completed_on_record_established_yes,
        wide.sentence_completed_on_record_established_no,
        wide.transport_or_gift_of_at_most_28_grams_established_yes,
        wide.transport_or_gift_of_at_most_28_grams_established_no,
        wide.as_of_date
    from ({{ facts_of_prop64_statutory() }}) as facts
    inner join {{ ref('rule_ca__wide_facts') }} as wide using (unit_id)
    where wide.is_candidate and wide.is_here is not false
),

-- What the law asks: true, false, or NULL where nobody knows.
elements as (
    select
        *,
        -- house rule, the same for every state: Was the count relieved under Proposition 64 before?
        {{ is_not_denied('not_relieved_by_prop64') }} as not_relieved_before,
        -- house rule, the same for every state: Is the conviction of a court of this state?
        {{ is_not_denied('court_of_the_count') }} as court_of_this_state,
        -- house rule, the same for every state: Do ids, copies, earlier relief and charge text make
        -- sure what the conviction is?
        {{ is_not_denied('record_of_the_count_is_clear') }} as record_is_clear,
        -- Health and Safety Code 11361.8(a): the law in effect at the time of the offense: Do the
        -- arrest and the conviction on record tell by when the offense was?
        {{ is_not_denied('day_of_the_offense_told') }} as day_of_the_offense_told,
        -- Health and Safety Code 11361.8(a): the law in effect at the time of the offense: Is the
        -- offense on or after the first day of the row?
        {{ is_not_denied('not_before_the_row') }} as not_before_the_row,
        -- Health and Safety Code 11361.8(a): the law in effect at the time of the offense: Is the
        -- offense on or before the last day of the row?
        {{ is_not_denied('not_after_the_row') }} as not_after_the_former_law_on_record,
        case
            when offense_before_proposition_64_established_no then false
            when offense_before_proposition_64_established_yes then true
        end as not_after_the_former_law_told,
        coalesce(not_after_the_former_law_on_record, not_after_the_former_law_told)
            as not_after_the_former_law,
        -- Health and Safety Code 11361.8(a); 11362.1(a); CALCRIM 2375: Was the person 18 or over at
        -- the offense?
        {{ is_known('of_18_at_the_offense') }} as of_18_or_over_on_record,
        case
            when at_least_18_at_the_offense_established_no then false
            when at_least_18_at_the_offense_established_yes
                or at_least_21_at_the_offense_established_yes
                then true
        end as of_18_or_over_told,
        coalesce(of_18_or_over_on_record, of_18_or_over_told) as of_18_or_over,
        -- Health and Safety Code 11361.8(a): the law in effect at the time of the offense: Is the
        -- offense on or after the first day of the row, if the person was 18?
        {{ is_not_denied('not_before_the_row_if_18') }} as not_before_the_row_if_18,
        -- Health and Safety Code 11361.8(a); 11362.1(a); CALCRIM 2375: Was the person 21 or over at
        -- the offense?
        {{ is_known('of_21_at_the_offense') }} as of_21_or_over_on_record,
        case
            when at_least_21_at_the_offense_established_no
                or at_least_18_at_the_offense_established_no
                then false
            when at_least_21_at_the_offense_established_yes then true
        end as of_21_or_over_told,
        coalesce(of_21_or_over_on_record, of_21_or_over_told) as of_21_or_over,
        -- Health and Safety Code 11361.8(a): the law in effect at the time of the offense: Is the
        -- offense on or after the first day of the row, if the person was 21?
        {{ is_not_denied('not_before_the_row_if_21') }} as not_before_the_row_if_21,
        -- Health and Safety Code 11361.8(a): the law in effect at the time of the offense: Was the
        -- offense at most ten years before the conviction?
        {{ is_known('offense_in_ten_years') }} as in_ten_years_on_record,
        case
            when offense_in_the_ten_years_before_conviction_established_no then false
            when offense_in_the_ten_years_before_conviction_established_yes then true
        end as in_ten_years_told,
        coalesce(in_ten_years_told, in_ten_years_on_record) as in_ten_years,
        -- Health and Safety Code 11361.8(a): the law in effect at the time of the offense: Is the
        -- offense on or after the first day of the row, if it was at most ten years before the
        -- conviction?
        {{ is_not_denied('not_before_the_row_if_in_ten_years') }}
            as not_before_the_row_if_in_ten_years,
        -- Health and Safety Code 11361.8(a); 11362.1(a); CALCRIM 2375: Was the person 21 or over at
        -- the offense, if it was at most ten years before the conviction?
        {{ is_known('of_21_if_in_ten_years') }} as of_21_if_in_ten_years,
        -- Health and Safety Code 11361.8(a); People v. Boatwright (2019) 36 Cal.App.5th 848: Was it
        -- the offense itself, rather than an attempt or a conspiracy?
        {{ is_not_denied('the_offense_itself') }} as the_offense_itself,
        -- Health and Safety Code 11361.8(a): Is the level on record one of the row?
        {{ is_not_denied('level_of_the_row') }} as level_of_the_row,
        -- Health and Safety Code 11361.8(a),(b),(e),(f): Is the sentence completed?
        {{ is_not_denied('sentence_of_the_count_completed') }} as sentence_completed_on_record,
        case
            when sentence_completed_on_record_established_no then null
            when sentence_completed_on_record_established_yes then true
        end as sentence_completed_told,
        coalesce(
            sentence_completed_on_record_established_yes
            or sentence_completed_on_record_established_no,
            false
        ) as sentence_completed_is_told,
        case
            when sentence_completed_is_told then sentence_completed_told
            else sentence_completed_on_record
        end as sentence_completed,
        -- Health and Safety Code 11361.9(c); 11361.8(f): Did a prosecutor challenge the relief of
        -- the count?
        {{ does_not_appear('relief_of_the_count_challenged') }} as relief_not_challenged_on_record,
        cast(null as boolean) as relief_not_challenged_told,
        coalesce(prosecutor_challenge_established_yes, false) as relief_not_challenged_is_told,
        case
            when relief_not_challenged_is_told then relief_not_challenged_told
            else relief_not_challenged_on_record
        end as relief_not_challenged,
        -- Health and Safety Code 11361.8(b),(f): Was it at most eight grams of concentrated
        -- cannabis?
        {{ is_known('fact_of_the_row') }} as concentrate_at_most_8_grams_on_record,
        case
            when concentrate_at_most_8_grams_established_no then false
            when concentrate_at_most_8_grams_established_yes then true
        end as concentrate_at_most_8_grams_told,
        coalesce(concentrate_at_most_8_grams_told, concentrate_at_most_8_grams_on_record)
            as concentrate_at_most_8_grams,
        -- Health and Safety Code 11361.8(a); 11362.1(a); CALCRIM 2375: Was the person 21 or over at
        -- the offense?
        {{ is_known_not('of_21_at_the_offense') }} as of_20_or_under_on_record,
        case
            when at_least_21_at_the_offense_established_yes then false
            when at_least_21_at_the_offense_established_no
                or at_least_18_at_the_offense_established_no
                then true
        end as of_20_or_under_told,
        coalesce(of_20_or_under_on_record, of_20_or_under_told) as of_20_or_under,
        -- Health and Safety Code 11361.8(a); 11362.1(a); CALCRIM 2375: Was the person 18 or over at
        -- the offense, if it was at most ten years before the conviction?
        {{ is_known('of_18_if_in_ten_years') }} as of_18_if_in_ten_years,
        -- Health and Safety Code 11361.8(a); 11362.1(a); CALCRIM 2375: Was the person 18 or over at
        -- the offense?
        {{ is_known_not('of_18_at_the_offense') }} as age_below_18_on_record,
        case
            when at_least_18_at_the_offense_established_yes
                or at_least_21_at_the_offense_established_yes
                then false
            when at_least_18_at_the_offense_established_no then true
        end as age_below_18_told,
        coalesce(age_below_18_on_record, age_below_18_told) as age_below_18,
        -- Health and Safety Code 11361.8(b),(f): Was it more than eight grams of concentrated
        -- cannabis?
        {{ is_known('fact_of_the_row') }} as concentrate_above_8_grams_on_record,
        case
            when concentrate_at_most_8_grams_established_yes then false
            when concentrate_at_most_8_grams_established_no then true
        end as concentrate_above_8_grams_told,
        coalesce(concentrate_above_8_grams_told, concentrate_above_8_grams_on_record)
            as concentrate_above_8_grams,
        -- Health and Safety Code 11361.8(a): the law in effect at the time of the offense: Is the
        -- offense on or before the last day of the row?
        {{ is_not_denied('not_after_the_row') }} as not_after_the_row_on_record,
        case when offense_before_proposition_64_established_no then false end
            as not_after_the_row_told,
        coalesce(not_after_the_row_on_record, not_after_the_row_told) as not_after_the_row,
        -- Health and Safety Code 11361.8(b),(f): Were there at most six living plants?
        {{ is_known('fact_of_the_row') }} as at_most_six_plants_on_record,
        case
            when at_most_six_plants_established_no then false
            when at_most_six_plants_established_yes then true
        end as at_most_six_plants_told,
        coalesce(at_most_six_plants_told, at_most_six_plants_on_record) as at_most_six_plants,
        -- Health and Safety Code 11358(d), 11359(c), 11360(a)(3); People v. Smit (2018) 24
        -- Cal.App.5th 596: Are the disqualifiers as the row asks: all absent, or one present?
        {{ does_not_appear('disqualified') }} as disqualifiers_absent,
        -- Health and Safety Code 11361.8(b),(f): Were there more than six living plants?
        {{ is_known('fact_of_the_row') }} as more_than_six_plants_on_record,
        case
            when at_most_six_plants_established_yes then false
            when at_most_six_plants_established_no then true
        end as more_than_six_plants_told,
        coalesce(more_than_six_plants_told, more_than_six_plants_on_record)
            as more_than_six_plants,
        -- Health and Safety Code 11358(d), 11359(c), 11360(a)(3); People v. Smit (2018) 24
        -- Cal.App.5th 596: Is there a prior conviction or listed conduct that keeps the offense a
        -- felony?
        {{ is_known('disqualified') }} as disqualifier_present,
        -- Health and Safety Code 11358(d), 11361.8(b),(f): Is it known that there were more than
        -- six living plants?
        {{ is_known('fact_of_the_row') }} as more_than_six_plants_shown_on_record,
        case
            when at_most_six_plants_established_yes then false
            when at_most_six_plants_established_no then true
        end as more_than_six_plants_shown_told,
        coalesce(more_than_six_plants_shown_told, more_than_six_plants_shown_on_record)
            as more_than_six_plants_shown,
        -- Health and Safety Code 11358(b),(c), 11361.8(b),(f): Is it known that there were more
        -- than six living plants?
        {{ is_known('fact_of_the_row') }} as plants_of_a_misdemeanor_shown_on_record,
        case
            when at_most_six_plants_established_yes then false
            when at_most_six_plants_established_no then true
        end as plants_of_a_misdemeanor_shown_told,
        coalesce(plants_of_a_misdemeanor_shown_told, plants_of_a_misdemeanor_shown_on_record)
            as plants_of_a_misdemeanor_shown,
        -- Health and Safety Code 11361.8(b),(f): Was it done without knowingly employing or using a
        -- person of 20 or under?
        {{ is_known('fact_of_the_row') }} as nobody_under_21_employed_on_record,
        case
            when employed_person_under_21_established_yes then false
            when employed_person_under_21_established_no then true
        end as nobody_under_21_employed_told,
        coalesce(nobody_under_21_employed_told, nobody_under_21_employed_on_record)
            as nobody_under_21_employed,
        -- Health and Safety Code 11361.8(b),(f): Did a person of 21 or over knowingly employ or use
        -- a person of 20 or under in it?
        {{ is_known('fact_of_the_row') }} as person_under_21_employed_on_record,
        case
            when employed_person_under_21_established_no then false
            when employed_person_under_21_established_yes then true
        end as person_under_21_employed_told,
        coalesce(person_under_21_employed_told, person_under_21_employed_on_record)
            as person_under_21_employed,
        -- Health and Safety Code 11361.8(b),(f): Was it transport of, or a gift to persons of 21 or
        -- over without payment of, at most 28.5 grams?
        {{ is_known('fact_of_the_row') }} as transport_or_gift_of_at_most_28_grams_on_record,
        case
            when transport_or_gift_of_at_most_28_grams_established_no then false
            when transport_or_gift_of_at_most_28_grams_established_yes then true
        end as transport_or_gift_of_at_most_28_grams_told,
        coalesce(
            transport_or_gift_of_at_most_28_grams_told,
            transport_or_gift_of_at_most_28_grams_on_record
        ) as transport_or_gift_of_at_most_28_grams,
        -- Health and Safety Code 11360(a), 11361.8(b),(f): Is it known that it was more than
        -- transport or a gift, without payment, of at most 28.5 grams?
        {{ is_known('fact_of_the_row') }} as more_than_a_gift_shown_on_record,
        case
            when transport_or_gift_of_at_most_28_grams_established_yes then false
            when transport_or_gift_of_at_most_28_grams_established_no then true
        end as more_than_a_gift_shown_told,
        coalesce(more_than_a_gift_shown_told, more_than_a_gift_shown_on_record)
            as more_than_a_gift_shown,
        -- Health and Safety Code 11361.8(b),(f): Was the gift to persons of 21 or over, without
        -- payment?
        {{ is_known('fact_of_the_row') }} as gift_to_persons_of_21_or_over_on_record,
        case
            when gift_to_persons_of_21_or_over_established_no then false
            when gift_to_persons_of_21_or_over_established_yes then true
        end as gift_to_persons_of_21_or_over_told,
        coalesce(gift_to_persons_of_21_or_over_told, gift_to_persons_of_21_or_over_on_record)
            as gift_to_persons_of_21_or_over,
        -- Health and Safety Code 11361.8(a); 11362.1(a); CALCRIM 2375: Was the person 21 or over at
        -- the offense?
        {{ is_known_not('of_21_at_the_offense') }} as age_below_21_on_record,
        case
            when at_least_21_at_the_offense_established_yes then false
            when at_least_21_at_the_offense_established_no
                or at_least_18_at_the_offense_established_no
                then true
        end as age_below_21_told,
        coalesce(age_below_21_on_record, age_below_21_told) as age_below_21,
        -- Health and Safety Code 11361.8(a): the law in effect at the time of the offense: Is the
        -- offense on or after the first day of the row?
        {{ is_not_denied('not_before_the_row') }} as not_before_the_new_law_on_record,
        case
            when offense_before_proposition_64_established_yes then false
            when offense_before_proposition_64_established_no then true
        end as not_before_the_new_law_told,
        coalesce(not_before_the_new_law_on_record, not_before_the_new_law_told)
            as not_before_the_new_law,
        -- Health and Safety Code 11361.8(a),(e): Is a conviction on record?
        {{ is_known('conviction_on_record') }} as conviction_on_record_on_record,
        case
            when convicted_of_the_charge_established_no then false
            when convicted_of_the_charge_established_yes then true
        end as conviction_on_record_told,
        coalesce(conviction_on_record_on_record, conviction_on_record_told)
            as conviction_on_record,
        -- Health and Safety Code 11361.8(a),(e): Is what the court decided understood?
        {{ is_not_denied('disposition_understood') }} as disposition_understood_on_record,
        case
            when convicted_of_the_charge_established_yes then null
            when convicted_of_the_charge_established_no then true
        end as disposition_understood_told,
        coalesce(
            convicted_of_the_charge_established_yes or convicted_of_the_charge_established_no,
            false
        ) as disposition_understood_is_told,
        case
            when disposition_understood_is_told then disposition_understood_told
            else disposition_understood_on_record
        end as disposition_understood,
        -- Health and Safety Code 11361.8(a): the law in effect at the time of the offense: Does the
        -- offense lie in the days of the row?
        (day_of_the_offense_told and not_before_the_row and not_after_the_former_law)
        or (
            day_of_the_offense_told
            and of_18_or_over
            and not_before_the_row_if_18
            and not_after_the_former_law
        )
        or (
            day_of_the_offense_told
            and of_21_or_over
            and not_before_the_row_if_21
            and not_after_the_former_law
        )
        or (
            day_of_the_offense_told
            and in_ten_years
            and not_before_the_row_if_in_ten_years
            and not_after_the_former_law
        ) as in_time_of_a_former_row,
        -- Health and Safety Code 11361.8(a); 11362.1(a); CALCRIM 2375: Is the age at the offense
        -- one of the row?
        of_21_or_over or (in_ten_years and of_21_if_in_ten_years) as age_at_least_21,
        -- Health and Safety Code 11361.8(a); 11362.1(a); CALCRIM 2375: Is the age at the offense
        -- one of the row?
        (of_18_or_over and of_20_or_under)
        or (in_ten_years and of_18_if_in_ten_years and of_20_or_under) as age_18_to_20,
        -- Health and Safety Code 11361.8(a); 11362.1(a); CALCRIM 2375: Is the age at the offense
        -- one of the row?
        of_18_or_over or (in_ten_years and of_18_if_in_ten_years) as age_at_least_18,
        -- Health and Safety Code 11361.8(a): the law in effect at the time of the offense: Does the
        -- offense lie in the days of the row?
        (day_of_the_offense_told and not_before_the_row and not_after_the_row)
        or (
            day_of_the_offense_told
            and of_18_or_over
            and not_before_the_row_if_18
            and not_after_the_row
        )
        or (
            day_of_the_offense_told
            and of_21_or_over
            and not_before_the_row_if_21
            and not_after_the_row
        )
        or (
            day_of_the_offense_told
            and in_ten_years
            and not_before_the_row_if_in_ten_years
            and not_after_the_row
        ) as in_time_of_an_earlier_row,
        -- Health and Safety Code 11361.8(a): the law in effect at the time of the offense: Does the
        -- offense lie in the days of the row?
        (day_of_the_offense_told and not_before_the_row)
        or (day_of_the_offense_told and of_18_or_over and not_before_the_row_if_18)
        or (day_of_the_offense_told and of_21_or_over and not_before_the_row_if_21)
        or (day_of_the_offense_told and in_ten_years and not_before_the_row_if_in_ten_years)
            as in_time_of_a_row_that_goes_on,
        -- Health and Safety Code 11361.8(a): the law in effect at the time of the offense: Does the
        -- offense lie in the days of the row?
        day_of_the_offense_told and not_after_the_row as in_time_of_a_row_of_old,
        -- Health and Safety Code 11361.8(a): the law in effect at the time of the offense: Does the
        -- offense lie in the days of the row?
        day_of_the_offense_told and not_before_the_new_law as in_time_of_the_new_law
    from facts
    inner join paths using (path)
    where list_contains(kinds, kind)
),

-- Bookkeeping: until when each holds, who says so, what is presumed.
{% set law = {
    'fits': [
        'in_time_of_a_former_row', 'age_at_least_21', 'level_of_the_row',
        'concentrate_at_most_8_grams', 'age_18_to_20', 'age_below_18', 'age_at_least_18',
        'concentrate_above_8_grams', 'in_time_of_an_earlier_row', 'at_most_six_plants',
        'more_than_six_plants', 'disqualifier_present', 'more_than_six_plants_shown',
        'plants_of_a_misdemeanor_shown', 'nobody_under_21_employed',
        'person_under_21_employed', 'transport_or_gift_of_at_most_28_grams',
        'more_than_a_gift_shown', 'gift_to_persons_of_21_or_over', 'age_below_21',
        'in_time_of_a_row_that_goes_on', 'in_time_of_a_row_of_old', 'in_time_of_the_new_law'
    ],
    'undeterminable': [
        'concentrate_at_most_8_grams', 'concentrate_above_8_grams', 'at_most_six_plants',
        'more_than_six_plants', 'nobody_under_21_employed', 'person_under_21_employed',
        'transport_or_gift_of_at_most_28_grams', 'gift_to_persons_of_21_or_over',
        'conviction_on_record'
    ],
    'facts': {
        'not_relieved_before': 'not_relieved_by_prop64',
        'court_of_this_state': 'court_of_the_count',
        'record_is_clear': 'record_of_the_count_is_clear',
        'day_of_the_offense_told': 'day_of_the_offense_told',
        'not_before_the_row': 'not_before_the_row',
        'not_after_the_former_law': 'not_after_the_row',
        'of_18_or_over': 'of_18_at_the_offense',
        'not_before_the_row_if_18': 'not_before_the_row_if_18',
        'of_21_or_over': 'of_21_at_the_offense',
        'not_before_the_row_if_21': 'not_before_the_row_if_21',
        'in_ten_years': 'offense_in_ten_years',
        'not_before_the_row_if_in_ten_years': 'not_before_the_row_if_in_ten_years',
        'of_21_if_in_ten_years': 'of_21_if_in_ten_years',
        'the_offense_itself': 'the_offense_itself',
        'level_of_the_row': 'level_of_the_row',
        'sentence_completed': 'sentence_of_the_count_completed',
        'relief_not_challenged': 'relief_of_the_count_challenged',
        'concentrate_at_most_8_grams': 'fact_of_the_row',
        'of_20_or_under': 'of_21_at_the_offense',
        'of_18_if_in_ten_years': 'of_18_if_in_ten_years',
        'age_below_18': 'of_18_at_the_offense',
        'concentrate_above_8_grams': 'fact_of_the_row',
        'not_after_the_row': 'not_after_the_row',
        'at_most_six_plants': 'fact_of_the_row',
        'disqualifiers_absent': 'disqualified',
        'more_than_six_plants': 'fact_of_the_row',
        'disqualifier_present': 'disqualified',
        'more_than_six_plants_shown': 'fact_of_the_row',
        'plants_of_a_misdemeanor_shown': 'fact_of_the_row',
        'nobody_under_21_employed': 'fact_of_the_row',
        'person_under_21_employed': 'fact_of_the_row',
        'transport_or_gift_of_at_most_28_grams': 'fact_of_the_row',
        'more_than_a_gift_shown': 'fact_of_the_row',
        'gift_to_persons_of_21_or_over': 'fact_of_the_row',
        'age_below_21': 'of_21_at_the_offense',
        'not_before_the_new_law': 'not_before_the_row',
        'conviction_on_record': 'conviction_on_record',
        'disposition_understood': 'disposition_understood',
    },
    'answered': {
        'not_after_the_former_law': 'unknown',
        'of_18_or_over': 'unknown',
        'of_21_or_over': 'unknown',
        'in_ten_years': 'any',
        'sentence_completed': 'open',
        'relief_not_challenged': 'open',
        'concentrate_at_most_8_grams': 'any',
        'of_20_or_under': 'unknown',
        'age_below_18': 'unknown',
        'concentrate_above_8_grams': 'any',
        'not_after_the_row': 'unknown',
        'at_most_six_plants': 'any',
        'more_than_six_plants': 'any',
        'more_than_six_plants_shown': 'any',
        'plants_of_a_misdemeanor_shown': 'any',
        'nobody_under_21_employed': 'any',
        'person_under_21_employed': 'any',
        'transport_or_gift_of_at_most_28_grams': 'any',
        'more_than_a_gift_shown': 'any',
        'gift_to_persons_of_21_or_over': 'any',
        'age_below_21': 'unknown',
        'not_before_the_new_law': 'unknown',
        'conviction_on_record': 'unknown',
        'disposition_understood': 'open',
    },
    'combined': {
        'in_time_of_a_former_row': [['day_of_the_offense_told', 'not_before_the_row',
            'not_after_the_former_law'], ['day_of_the_offense_told', 'of_18_or_over',
            'not_before_the_row_if_18', 'not_after_the_former_law'],
            ['day_of_the_offense_told', 'of_21_or_over', 'not_before_the_row_if_21',
            'not_after_the_former_law'], ['day_of_the_offense_told', 'in_ten_years',
            'not_before_the_row_if_in_ten_years', 'not_after_the_former_law']],
        'age_at_least_21': [['of_21_or_over'], ['in_ten_years', 'of_21_if_in_ten_years']],
        'age_18_to_20': [['of_18_or_over', 'of_20_or_under'], ['in_ten_years',
            'of_18_if_in_ten_years', 'of_20_or_under']],
        'age_at_least_18': [['of_18_or_over'], ['in_ten_years', 'of_18_if_in_ten_years']],
        'in_time_of_an_earlier_row': [['day_of_the_offense_told', 'not_before_the_row',
            'not_after_the_row'], ['day_of_the_offense_told', 'of_18_or_over',
            'not_before_the_row_if_18', 'not_after_the_row'], ['day_of_the_offense_told',
            'of_21_or_over', 'not_before_the_row_if_21', 'not_after_the_row'],
            ['day_of_the_offense_told', 'in_ten_years',
            'not_before_the_row_if_in_ten_years', 'not_after_the_row']],
        'in_time_of_a_row_that_goes_on': [['day_of_the_offense_told', 'not_before_the_row'],
            ['day_of_the_offense_told', 'of_18_or_over', 'not_before_the_row_if_18'],
            ['day_of_the_offense_told', 'of_21_or_over', 'not_before_the_row_if_21'],
            ['day_of_the_offense_told', 'in_ten_years',
            'not_before_the_row_if_in_ten_years']],
        'in_time_of_a_row_of_old': [['day_of_the_offense_told', 'not_after_the_row']],
        'in_time_of_the_new_law': [['day_of_the_offense_told', 'not_before_the_new_law']],
    },
    'shown_as': {
        'not_after_the_former_law': 'not_after_the_row',
        'in_time_of_a_former_row': 'offense_in_time_of_the_row',
        'age_at_least_21': 'age_of_the_row',
        'age_18_to_20': 'age_of_the_row',
        'age_below_18': 'age_of_the_row',
        'age_at_least_18': 'age_of_the_row',
        'in_time_of_an_earlier_row': 'offense_in_time_of_the_row',
        'disqualifiers_absent': 'disqualifiers_of_the_row',
        'disqualifier_present': 'disqualifiers_of_the_row',
        'age_below_21': 'age_of_the_row',
        'in_time_of_a_row_that_goes_on': 'offense_in_time_of_the_row',
        'in_time_of_a_row_of_old': 'offense_in_time_of_the_row',
        'not_before_the_new_law': 'not_before_the_row',
        'in_time_of_the_new_law': 'offense_in_time_of_the_row',
    },
} %}
{{ list_statuses('prop64_statutory', law) }}
