-- Compiled from hs_11361_8.law by lookback law compile ca, hash a010c30c21213f26.
-- Health and Safety Code 11361.8 and 11361.9 (Proposition 64). Proposition 64: what the prosecutor
-- of the county chose beyond the statute: what each row asks of each charge, one row per element.
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
        -- policy of the county; no statute
        (
            'not_a_felony', 'reached_by_policies', date '2016-11-09',
            [
                'policy_given', 'no_challenge', 'offense_of_the_former_law', 'not_a_felony'
            ]
        ),
        -- policy of the county; no statute
        (
            'dismiss_list', 'reached_by_policies', date '2016-11-09',
            [
                'policy_given', 'no_challenge', 'offense_of_the_former_law', 'dismiss_list'
            ]
        ),
        -- policy of the county; no statute
        (
            'under_21_at_conviction', 'reached_by_policies', date '2016-11-09',
            [
                'policy_given', 'no_challenge', 'offense_of_the_former_law',
                'under_21_at_conviction'
            ]
        ),
        -- policy of the county; no statute
        (
            'age', 'reached_by_policies', date '2016-11-09',
            [
                'policy_given', 'no_challenge', 'offense_of_the_former_law', 'age'
            ]
        ),
        -- policy of the county; no statute
        (
            'years_since_conviction', 'reached_by_policies', date '2016-11-09',
            [
                'policy_given', 'no_challenge', 'offense_of_the_former_law',
                'years_since_conviction'
            ]
        ),
        -- policy of the county; no statute
        (
            'years_without_conviction', 'reached_by_policies', date '2016-11-09',
            [
                'policy_given', 'no_challenge', 'offense_of_the_former_law',
                'years_without_conviction'
            ]
        ),
        -- policy of the county; no statute
        (
            'only_prop64_convictions', 'reached_by_policies', date '2016-11-09',
            [
                'policy_given', 'no_challenge', 'offense_of_the_former_law',
                'only_prop64_convictions'
            ]
        ),
        -- policy of the county; no statute
        (
            'deceased', 'reached_by_policies', date '2016-11-09',
            [
                'policy_given', 'no_challenge', 'offense_of_the_former_law', 'deceased'
            ]
        ),
        -- policy of the county; no statute
        (
            'reduce_list', 'reached_by_policies', date '2016-11-09',
            [
                'policy_given', 'no_challenge', 'offense_of_the_former_law',
                'no_dismissal_in_doubt', 'reduce_list'
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
        wide.prosecutor_challenge_established_yes,
        wide.prosecutor_challenge_established_no,
        wide.as_of_date
    from ({{ facts_of_prop64_policy() }}) as facts
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
        -- policy of the county; no statute: Did the county choose anything beyond the statute?
        {{ is_not_denied('policy_given') }} as policy_given,
        -- policy of the county; Health and Safety Code 11361.9(c): Did a prosecutor challenge the
        -- relief of the count?
        {{ does_not_appear('relief_of_the_count_challenged') }} as no_challenge_on_record,
        cast(null as boolean) as no_challenge_told,
        coalesce(prosecutor_challenge_established_yes, false) as no_challenge_is_told,
        case when no_challenge_is_told then no_challenge_told else no_challenge_on_record end
            as no_challenge,
        -- policy of the county; Health and Safety Code 11361.8(a): Can the offense have been before
        -- Proposition 64 took effect?
        {{ is_not_denied('offense_of_the_former_law') }} as offense_of_the_former_law,
        -- policy of the county; no statute: Is the conviction a misdemeanor or an infraction?
        {{ is_known('not_a_felony') }} as not_a_felony,
        -- policy of the county; no statute: Does the policy dismiss convictions of this section?
        {{ is_known('dismiss_list') }} as dismiss_list,
        -- policy of the county; no statute: Does the policy choose it, and was the person under 21
        -- at conviction?
        {{ is_known('under_21_at_conviction') }} as under_21_at_conviction,
        -- policy of the county; no statute: Does the policy choose it, and is the person at least
        -- as old as it names?
        {{ is_known('age') }} as age,
        -- policy of the county; no statute: Does the policy choose it, and is the conviction at
        -- least as many years old as it names?
        {{ is_known('years_since_conviction') }} as years_since_conviction,
        -- policy of the county; no statute: Does the policy choose it, and is the record of the
        -- person free of convictions in the past years it names?
        {{ is_known('years_without_conviction') }} as years_without_conviction,
        -- policy of the county; no statute: Does the policy choose it, and has the person only
        -- Proposition 64 convictions?
        {{ is_known('only_prop64_convictions') }} as only_prop64_convictions,
        -- policy of the county; no statute: Does the policy choose it, and has the person died?
        {{ is_known('deceased') }} as deceased,
        -- policy of the county; no statute: Is it in doubt whether a check of the policy dismisses
        -- the conviction?
        {{ does_not_appear('dismissal_in_doubt') }} as no_dismissal_in_doubt,
        -- policy of the county; no statute: Does the policy reduce convictions of this section?
        {{ is_known('reduce_list') }} as reduce_list
    from facts
    inner join paths using (path)
    where list_contains(kinds, kind)
),

-- Bookkeeping: until when each holds, who says so, what is presumed.
{% set law = {
    'fits': ['nothing'],
    'undeterminable': ['nothing'],
    'facts': {
        'not_relieved_before': 'not_relieved_by_prop64',
        'court_of_this_state': 'court_of_the_count',
        'record_is_clear': 'record_of_the_count_is_clear',
        'policy_given': 'policy_given',
        'no_challenge': 'relief_of_the_count_challenged',
        'offense_of_the_former_law': 'offense_of_the_former_law',
        'not_a_felony': 'not_a_felony',
        'dismiss_list': 'dismiss_list',
        'under_21_at_conviction': 'under_21_at_conviction',
        'age': 'age',
        'years_since_conviction': 'years_since_conviction',
        'years_without_conviction': 'years_without_conviction',
        'only_prop64_convictions': 'only_prop64_convictions',
        'deceased': 'deceased',
        'no_dismissal_in_doubt': 'dismissal_in_doubt',
        'reduce_list': 'reduce_list',
    },
    'answered': {
        'no_challenge': 'open',
    },
    'combined': {
    },
    'shown_as': {
        'no_challenge': 'relief_not_challenged',
    },
} %}
{{ list_statuses('prop64_policy', law) }}
