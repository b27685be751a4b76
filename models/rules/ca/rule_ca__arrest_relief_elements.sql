-- Compiled from pc_851_93.law by lookback law compile ca, hash a010c30c21213f26.
-- Penal Code 851.93 (automatic relief for arrests): Automatic relief for arrests.
-- A condition is true, false, or NULL where nobody knows; AND, OR and NOT of SQL do the rest.
-- A day is known by the first and the last day that it can be.
with
-- What parameters say on the day of the run, and which deliveries there are.
in_force as (
    select
        {{ law_integer('arrest_relief_misdemeanor_wait_years') }}
            as arrest_relief_misdemeanor_wait_years,
        {{ law_says('arrest_relief_acquittal_wait') }} as arrest_relief_acquittal_wait,
        {{ law_integer('arrest_relief_felony_wait_years') }} as arrest_relief_felony_wait_years,
        {{ law_integer('arrest_relief_long_felony_wait_years') }}
            as arrest_relief_long_felony_wait_years,
        {{ law_says('dismissal_beside_a_conviction') }} as dismissal_beside_a_conviction,
        {{ law_says('arrest_felony_dismissed_ok') }} as arrest_felony_dismissed_ok,
        {{ law_date('arrest_relief_floor_date') }} as arrest_relief_floor_date,
        {{ law_date('arrest_relief_operative_misdemeanor') }}
            as arrest_relief_operative_misdemeanor,
        {{ law_date('arrest_relief_operative_felony') }} as arrest_relief_operative_felony,
        {{ law_date('arrest_relief_operative_diversion') }} as arrest_relief_operative_diversion
),

-- Every arrest as on record, and one whose level is not on record also as each level.
supposed_levels as (
    select *, '' as supposed
    from {{ ref('rule_ca__wide_facts') }}
    where unit = 'arrest'
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
    cross join (values ('felony'), ('misdemeanor'), ('infraction')) as levels (level)
    where facts.level is null and facts.unit = 'arrest' and facts.is_candidate
        and facts.is_here is not false
),

-- What each arrest is.
arrests as (
    select
        *,
        -- Penal Code 851.93(a)(1)
        true as any_arrest,
        -- Penal Code 851.93(a)(2)
        {{ is_since('arrest', "arrest_relief_floor_date") }} as arrest_in_time,
        -- Penal Code 851.93(a)(2)(A),(B)
        level <> 'felony' as arrest_for_no_felony,
        -- Penal Code 851.93(a)(2)(A),(B): "the arrest was for a misdemeanor offense"; whether an
        -- infraction is meant is for counsel
        level = 'infraction' as arrest_for_an_infraction,
        -- Penal Code 851.93(a)(2)(A),(C); 851.91
        level = 'felony'
        and {{ is_told('charge_dismissed', ['yes']) }}
        and {{ is_told('convicted', ['no']) }} as arrest_filed_and_dismissed,
        -- Penal Code 851.93(a)(2)(C)
        level = 'felony' as arrest_for_a_felony,
        -- Penal Code 1203.425(a)(1)(B), 851.93(a)(2); Health and Safety Code 11361.8(a),(e): the
        -- records tell who may have relief; our reading of a line that cannot be read
        {{ is_told('unread_line', ['yes']) }} and {{ is_told('identity_conflict', ['no']) }}
            as arrest_with_an_unread_line
    from supposed_levels
    cross join in_force
),

-- What each charge is.
charges as (
    select
        *,
        -- Penal Code 851.93(a)(2)(C)(i),(ii); an offense on no list of ours is taken as eight years
        -- or more
        level not in ('misdemeanor', 'infraction')
        and not {{ is_listed(['term_below_eight_years']) }} as felony_of_eight_years_or_more
    from {{ ref('rule_ca__wide_facts') }}
    cross join in_force
    where unit = 'charge'
),

-- What is counted of the charges of the arrest.
same_arrest as (
    select
        pairs.unit_id,
        count(distinct charges.unit_id) filter (where felony_of_eight_years_or_more)
            as term_below_eight_years_surely,
        count(distinct charges.unit_id) filter (where felony_of_eight_years_or_more is not false)
            as term_below_eight_years_perhaps,
        {{ list_units(
            'term_below_eight_years', 'felony_of_eight_years_or_more',
            unit='distinct charges.unit_id'
        ) }},
        count(distinct charges.unit_id) filter (where felony_of_eight_years_or_more)
            as six_years_are_the_wait_surely,
        count(distinct charges.unit_id) filter (where felony_of_eight_years_or_more is not false)
            as six_years_are_the_wait_perhaps,
        {{ list_units(
            'six_years_are_the_wait', 'felony_of_eight_years_or_more',
            unit='distinct charges.unit_id'
        ) }}
    from {{ rule('unit_pairs') }} as pairs
    inner join charges on pairs.other_unit_id = charges.unit_id
    where pairs.pair = 'charge_of_arrest'
    group by pairs.unit_id
),

-- The charges that a path is, or may be, for; when each wait is over, at the earliest and at the
-- latest.
waits as (
    select
        *,
        -- Penal Code 851.93(a)(2)(B)
        {{ day_after_months('arrest_first', '12 * arrest_relief_misdemeanor_wait_years + 0') }}
            as calendar_year_since_arrest_first,
        {{ day_after_months('arrest_last', '12 * arrest_relief_misdemeanor_wait_years + 0') }}
            as calendar_year_since_arrest_last,
        -- Penal Code 851.93(a)(2)(B),(C): "or the arrestee was acquitted"; whether the wait applies
        -- is for counsel
        {{ day_after_months('arrest_first', '12 * arrest_relief_misdemeanor_wait_years + 0') }}
            as acquittal_of_a_misdemeanor_needs_no_wait_first,
        {{ day_after_months('arrest_last', '12 * arrest_relief_misdemeanor_wait_years + 0') }}
            as acquittal_of_a_misdemeanor_needs_no_wait_last,
        -- Penal Code 851.93(a)(2)(C)(i)
        {{ day_after_months('arrest_first', '12 * arrest_relief_felony_wait_years + 0') }}
            as three_years_since_arrest_first,
        {{ day_after_months('arrest_last', '12 * arrest_relief_felony_wait_years + 0') }}
            as three_years_since_arrest_last,
        -- Penal Code 851.93(a)(2)(C)(ii)
        {{ day_after_months('arrest_first', '12 * arrest_relief_long_felony_wait_years + 0') }}
            as six_years_elapsed_first,
        {{ day_after_months('arrest_last', '12 * arrest_relief_long_felony_wait_years + 0') }}
            as six_years_elapsed_last,
        -- Penal Code 851.93(a)(2)(B),(C): "or the arrestee was acquitted"; whether the wait applies
        -- is for counsel
        {{ day_after_months('arrest_first', '12 * arrest_relief_long_felony_wait_years + 0') }}
            as acquittal_after_six_years_first,
        {{ day_after_months('arrest_last', '12 * arrest_relief_long_felony_wait_years + 0') }}
            as acquittal_after_six_years_last,
        -- Penal Code 851.93(a)(2)(B),(C): "or the arrestee was acquitted"; whether the wait applies
        -- is for counsel
        {{ day_after_months('arrest_first', '12 * arrest_relief_felony_wait_years + 0') }}
            as acquittal_after_three_years_first,
        {{ day_after_months('arrest_last', '12 * arrest_relief_felony_wait_years + 0') }}
            as acquittal_after_three_years_last
    from arrests
    left join same_arrest using (unit_id)
    where is_candidate and is_here is not false and any_arrest is not false
),

-- What the law asks: true, false, or NULL where nobody knows.
elements as (
    select
        *,
        -- house rule, the same for every state: Is a relief or sealing of this arrest on record?
        {{ is_not_denied('not_relieved_before') }} as not_relieved_before,
        -- house rule, the same for every state: Was the arrest made in this state?
        {{ is_not_denied('arrest_of_this_state') }} as arrest_of_this_state,
        -- house rule, the same for every state: Do ids, copies and dispositions leave it clear what
        -- the arrest was for and what became of it?
        {{ is_not_denied('record_is_clear') }} as record_is_clear,
        -- Penal Code 851.93(a)(2): Was the arrest on or after the first day that the section
        -- reaches?
        arrest_in_time as arrest_on_or_after_floor,
        -- Penal Code 851.93(a)(1): Is this part of the section in operation on the as-of date?
        as_of_date >= arrest_relief_operative_misdemeanor as law_in_operation_for_misdemeanors,
        -- Penal Code 851.93(a)(2)(A),(B); 17(b)(4): Was the arrest for a misdemeanor or less?
        arrest_for_no_felony as misdemeanor_arrest,
        -- Penal Code 851.93(a)(2)(A),(B): "the arrest was for a misdemeanor offense"; whether an
        -- infraction is meant is for counsel: Was the arrest for an infraction?
        case when not arrest_for_an_infraction then true end as infractions_are_meant,
        -- Penal Code 851.93(a)(2)(A): Was the charge dismissed?
        {{ is_known('charge_dismissed') }} as charge_dismissed,
        -- Penal Code 851.93(a)(2)(A): the charge was dismissed; whether a conviction beside it
        -- matters is for counsel: Did the arrest lead to a conviction too?
        case when {{ does_not_appear('convicted') }} then true end
            as no_conviction_beside_the_dismissal,
        -- Penal Code 851.93(a)(2)(C): Was the arrest for a felony?
        arrest_for_a_felony as felony_arrest,
        -- Penal Code 851.93(a)(2)(B),(C): Is there an indication that criminal proceedings have
        -- been initiated?
        {{ does_not_appear('proceedings') }} as no_proceedings_initiated_on_record,
        case
            when proceedings_initiated_established_yes then false
            when proceedings_initiated_established_no then true
        end as no_proceedings_initiated_told,
        coalesce(no_proceedings_initiated_told, no_proceedings_initiated_on_record)
            as no_proceedings_initiated,
        -- Penal Code 851.93(a)(2)(B),(C): Did a conviction come of the arrest?
        {{ does_not_appear('convicted') }} as no_conviction_from_the_arrest_on_record,
        case when proceedings_initiated_established_no then true end
            as no_conviction_from_the_arrest_told,
        coalesce(no_conviction_from_the_arrest_on_record, no_conviction_from_the_arrest_told)
            as no_conviction_from_the_arrest,
        -- Penal Code 851.93(a)(2)(B): Has a calendar year elapsed since the arrest?
        case when has_arrest then {{ has_waited('calendar_year_since_arrest') }} end
            as calendar_year_since_arrest,
        -- Penal Code 851.93(a)(2)(B),(C): Was the person acquitted?
        {{ is_known('acquitted') }} as acquitted,
        -- Penal Code 851.93(a)(2)(B),(C): "or the arrestee was acquitted"; whether the wait applies
        -- is for counsel: Is the acquittal enough, or the wait over that the section names beside
        -- it?
        not arrest_relief_acquittal_wait
        or (
            case
                when has_arrest then {{ has_waited('acquittal_of_a_misdemeanor_needs_no_wait') }}
            end
        ) as acquittal_of_a_misdemeanor_needs_no_wait,
        -- Penal Code 851.93(a)(1): Is this part of the section in operation on the as-of date?
        as_of_date >= arrest_relief_operative_felony as law_in_operation_for_felonies,
        -- Penal Code 851.93(a)(2)(C)(i),(ii); an offense on no list of ours is taken as eight years
        -- or more: Is a felony of the arrest punishable by eight years or more?
        {{ surely_fewer_than(1, 'term_below_eight_years') }} as term_below_eight_years,
        -- Penal Code 851.93(a)(2)(C)(i): Have three calendar years elapsed since the arrest?
        case when has_arrest then {{ has_waited('three_years_since_arrest') }} end
            as three_years_since_arrest,
        -- Penal Code 851.93(a)(2)(C)(ii): Have six years elapsed since the arrest?
        case when has_arrest then {{ has_waited('six_years_elapsed') }} end as six_years_elapsed,
        -- Penal Code 851.93(a)(2)(C)(i),(ii); an offense on no list of ours is taken as eight years
        -- or more: Is a felony of the arrest taken as punishable by eight years or more?
        true as six_years_are_the_wait,
        -- Penal Code 851.93(a)(2)(B),(C): "or the arrestee was acquitted"; whether the wait applies
        -- is for counsel: Is the acquittal enough, or the wait over that the section names beside
        -- it?
        not arrest_relief_acquittal_wait
        or (case when has_arrest then {{ has_waited('acquittal_after_six_years') }} end)
            as acquittal_after_six_years,
        -- Penal Code 851.93(a)(2)(B),(C): "or the arrestee was acquitted"; whether the wait applies
        -- is for counsel: Is the acquittal enough, or the wait over that the section names beside
        -- it?
        not arrest_relief_acquittal_wait
        or (case when has_arrest then {{ has_waited('acquittal_after_three_years') }} end)
            as acquittal_after_three_years,
        -- Penal Code 851.93(a)(1): Is this part of the section in operation on the as-of date?
        as_of_date >= arrest_relief_operative_diversion as law_in_operation_for_diversion,
        -- Penal Code 851.93(a)(2)(D): Was a diversion program or deferred entry of judgment
        -- completed?
        {{ is_known('diversion_completed') }} as diversion_completed_on_record,
        case
            when diversion_completed_established_no then false
            when diversion_completed_established_yes then true
        end as diversion_completed_told,
        coalesce(diversion_completed_on_record, diversion_completed_told) as diversion_completed,
        -- Penal Code 851.93(a)(2)(C)(ii): Have six years elapsed since the arrest?
        {{ best_of(
            [['six_years_elapsed', 'six_years_are_the_wait']], only_waits=['six_years_elapsed']
        ) }} as six_years_since_arrest_grade,
        case when six_years_since_arrest_grade <> 2 then six_years_since_arrest_grade < 2 end
            as six_years_since_arrest,
        -- Penal Code 851.93(a)(2)(B),(C): "or the arrestee was acquitted"; whether the wait applies
        -- is for counsel: Is the acquittal enough, or the wait over that the section names beside
        -- it?
        {{ best_of([
            ['acquittal_after_six_years'],
            ['acquittal_after_three_years', 'term_below_eight_years']],
            only_waits=['acquittal_after_six_years', 'acquittal_after_three_years'
        ]) }} as acquittal_of_a_felony_needs_no_wait_grade,
        case
            when acquittal_of_a_felony_needs_no_wait_grade <> 2
                then acquittal_of_a_felony_needs_no_wait_grade < 2
        end as acquittal_of_a_felony_needs_no_wait
    from waits
)

-- Bookkeeping: since or until when, until when that holds, who says so, what is presumed.
select
    unit_id, supposed, person_id, person_bucket, case_key, as_of_date, disposition_source,
    dismissal_beside_a_conviction, arrest_felony_dismissed_ok,
    -- What it is.
    any_arrest, arrest_filed_and_dismissed, arrest_with_an_unread_line,
    -- What is asked of it.
    not_relieved_before, arrest_of_this_state, record_is_clear, arrest_on_or_after_floor,
    law_in_operation_for_misdemeanors, misdemeanor_arrest, infractions_are_meant,
    charge_dismissed, no_conviction_beside_the_dismissal, felony_arrest, no_proceedings_initiated,
    no_conviction_from_the_arrest, calendar_year_since_arrest, acquitted,
    acquittal_of_a_misdemeanor_needs_no_wait, law_in_operation_for_felonies,
    term_below_eight_years, three_years_since_arrest, six_years_since_arrest_grade,
    six_years_since_arrest, six_years_elapsed, six_years_are_the_wait,
    acquittal_of_a_felony_needs_no_wait_grade, acquittal_of_a_felony_needs_no_wait,
    acquittal_after_six_years, acquittal_after_three_years, law_in_operation_for_diversion,
    diversion_completed,
    {{ events_of('not_relieved_before', 'facts', 'not_relieved_before', []) }}
        as not_relieved_before_rests_on,
    {{ events_of('arrest_of_this_state', 'facts', 'arrest_of_this_state', []) }}
        as arrest_of_this_state_rests_on,
    {{ events_of('record_is_clear', 'facts', 'record_is_clear', []) }}
        as record_is_clear_rests_on,
    arrest_relief_operative_misdemeanor as law_in_operation_for_misdemeanors_over_on,
    {{ if_to_come('law_in_operation_for_misdemeanors_over_on') }}
        as law_in_operation_for_misdemeanors_until,
    charge_dismissed_answer_over_on as charge_dismissed_over_on,
    {{ if_to_come('charge_dismissed_answer_over_on') }} as charge_dismissed_until,
    list_sort(told_facts_rest_on['charge_dismissed']) as charge_dismissed_rests_on,
    convicted_answer_source as no_conviction_beside_the_dismissal_source,
    {{ events_of('no_conviction_beside_the_dismissal', 'facts', 'convicted', ['source']) }}
        as no_conviction_beside_the_dismissal_rests_on,
    case
        when no_proceedings_initiated_told is not null then 'established_facts'
        else proceedings_answer_source
    end as no_proceedings_initiated_source,
    {{ events_of_record('no_proceedings_initiated', 'facts', 'proceedings', ['source']) }}
        as no_proceedings_initiated_rests_on,
    case
        when no_conviction_from_the_arrest_told = no_conviction_from_the_arrest
            then 'established_facts'
        else convicted_answer_source
    end as no_conviction_from_the_arrest_source,
    {{ events_of_record('no_conviction_from_the_arrest', 'facts', 'convicted', ['source']) }}
        as no_conviction_from_the_arrest_rests_on,
    calendar_year_since_arrest_last as calendar_year_since_arrest_over_on,
    least(
        arrest_day_until,
        case when has_arrest then {{ next_change('calendar_year_since_arrest') }} end
    ) as calendar_year_since_arrest_until,
    case when arrest_last is not null then arrest_day_source end
        as calendar_year_since_arrest_source,
    acquitted_answer_over_on as acquitted_over_on,
    {{ if_to_come('acquitted_answer_over_on') }} as acquitted_until,
    list_sort(told_facts_rest_on['acquitted']) as acquitted_rests_on,
    case
        when arrest_relief_acquittal_wait is not false
            then acquittal_of_a_misdemeanor_needs_no_wait_last
    end as acquittal_of_a_misdemeanor_needs_no_wait_over_on,
    case
        when arrest_relief_acquittal_wait is not false
            then least(
                    arrest_day_until,
                    case
                        when has_arrest
                            then {{ next_change('acquittal_of_a_misdemeanor_needs_no_wait') }}
                    end
                )
    end as acquittal_of_a_misdemeanor_needs_no_wait_until,
    case when arrest_last is not null then arrest_day_source end
        as acquittal_of_a_misdemeanor_needs_no_wait_source,
    arrest_relief_operative_felony as law_in_operation_for_felonies_over_on,
    {{ if_to_come('law_in_operation_for_felonies_over_on') }}
        as law_in_operation_for_felonies_until,
    {{ others_counted('term_below_eight_years', 'units') }} as term_below_eight_years_rests_on,
    {{ others_counted('term_below_eight_years', 'units_asked') }}
        as term_below_eight_years_asks_about,
    three_years_since_arrest_last as three_years_since_arrest_over_on,
    least(
        arrest_day_until,
        case when has_arrest then {{ next_change('three_years_since_arrest') }} end
    ) as three_years_since_arrest_until,
    case when arrest_last is not null then arrest_day_source end
        as three_years_since_arrest_source,
    six_years_elapsed_last as six_years_elapsed_over_on,
    least(
        arrest_day_until,
        case when has_arrest then {{ next_change('six_years_elapsed') }} end
    ) as six_years_elapsed_until,
    case when arrest_last is not null then arrest_day_source end as six_years_elapsed_source,
    coalesce(six_years_are_the_wait_perhaps, 0) >= 1 as six_years_are_the_wait_is_presumed,
    {{ others_counted('six_years_are_the_wait', 'units', notes=['is_presumed']) }}
        as six_years_are_the_wait_rests_on,
    {{ others_counted('six_years_are_the_wait', 'units_asked', notes=['is_presumed']) }}
        as six_years_are_the_wait_asks_about,
    case
        when arrest_relief_acquittal_wait is not false then acquittal_after_six_years_last
    end as acquittal_after_six_years_over_on,
    case
        when arrest_relief_acquittal_wait is not false
            then least(
                    arrest_day_until,
                    case
                        when has_arrest then {{ next_change('acquittal_after_six_years') }}
                    end
                )
    end as acquittal_after_six_years_until,
    case when arrest_last is not null then arrest_day_source end
        as acquittal_after_six_years_source,
    case
        when arrest_relief_acquittal_wait is not false then acquittal_after_three_years_last
    end as acquittal_after_three_years_over_on,
    case
        when arrest_relief_acquittal_wait is not false
            then least(
                    arrest_day_until,
                    case
                        when has_arrest then {{ next_change('acquittal_after_three_years') }}
                    end
                )
    end as acquittal_after_three_years_until,
    case when arrest_last is not null then arrest_day_source end
        as acquittal_after_three_years_source,
    arrest_relief_operative_diversion as law_in_operation_for_diversion_over_on,
    {{ if_to_come('law_in_operation_for_diversion_over_on') }}
        as law_in_operation_for_diversion_until,
    case
        when diversion_completed_on_record is not null
            or diversion_completed_told is null
            or (diversion_completed_told and diversion_completed_answer_over_on <= as_of_date)
            then diversion_completed_answer_over_on
    end as diversion_completed_over_on,
    case
        when diversion_completed_on_record is not null or diversion_completed_told is null
            then {{ if_to_come('diversion_completed_answer_over_on') }}
    end as diversion_completed_until,
    case
        when diversion_completed_told = diversion_completed then 'established_facts'
        else diversion_completed_answer_source
    end as diversion_completed_source,
    list_sort(told_facts_rest_on['diversion_completed']) as diversion_completed_rests_on,
    {{ day_of_best(
        [['six_years_elapsed', 'six_years_are_the_wait']], only_waits=['six_years_elapsed'],
        presumed=['six_years_are_the_wait'], over_on=['six_years_elapsed']
    ) }} as six_years_since_arrest_over_on,
    six_years_elapsed_until as six_years_since_arrest_until,
    {{ source_of_best(
        [['six_years_elapsed', 'six_years_are_the_wait']], only_waits=['six_years_elapsed'],
        presumed=['six_years_are_the_wait'], over_on=['six_years_elapsed'],
        until=['six_years_elapsed'], dated=[], source=['six_years_elapsed']
    ) }} as six_years_since_arrest_source,
    {{ best_of(
        [['six_years_elapsed', 'six_years_are_the_wait']], only_waits=['six_years_elapsed'],
        presumed=['six_years_are_the_wait']
    ) }}
    = 1 as six_years_since_arrest_is_presumed,
    list_sort(flatten([six_years_are_the_wait_rests_on])) as six_years_since_arrest_rests_on,
    list_sort(flatten([six_years_are_the_wait_asks_about]))
        as six_years_since_arrest_asks_about,
    {{ day_of_best([
        ['acquittal_after_six_years'],
        ['acquittal_after_three_years', 'term_below_eight_years']],
        only_waits=['acquittal_after_six_years', 'acquittal_after_three_years'], presumed=[],
        over_on=['acquittal_after_six_years', 'acquittal_after_three_years'
    ]) }} as acquittal_of_a_felony_needs_no_wait_over_on,
    least(acquittal_after_six_years_until, acquittal_after_three_years_until)
        as acquittal_of_a_felony_needs_no_wait_until,
    {{ source_of_best([
        ['acquittal_after_six_years'],
        ['acquittal_after_three_years', 'term_below_eight_years']],
        only_waits=['acquittal_after_six_years', 'acquittal_after_three_years'], presumed=[],
        over_on=['acquittal_after_six_years', 'acquittal_after_three_years'],
        until=['acquittal_after_six_years', 'acquittal_after_three_years'], dated=[],
        source=['acquittal_after_six_years', 'acquittal_after_three_years'
    ]) }} as acquittal_of_a_felony_needs_no_wait_source,
    list_sort(flatten([term_below_eight_years_rests_on]))
        as acquittal_of_a_felony_needs_no_wait_rests_on,
    list_sort(flatten([term_below_eight_years_asks_about]))
        as acquittal_of_a_felony_needs_no_wait_asks_about
from elements
