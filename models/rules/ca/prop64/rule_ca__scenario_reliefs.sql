-- No statute: what each conviction would get if the prosecutors of all counties dismissed every Proposition 64
-- conviction, or those and related charges (law/ca_scenarios.csv): the better of that policy and of what the statute
-- gives. A policy acts here under the conditions under which a county's acts: what it could not do without a person is
-- review, and no relief.
with scenarios as (

    select * from {{ law('scenarios') }}
    where policy = 'hypothetical'

),

prop64 as (

    select
        policy.charge_id,
        case
            when counts.not_relieved_before = 'not_met' then 'already_relieved'
            when
                'unknown' in (counts.not_relieved_before, counts.record_is_clear)
                or counts.is_challenged
                or coalesce(counts.first_possible_day > {{ law_date('prop64_last_old_law_date') }}, false)
                then 'review'
            else 'eligible'
        end as outcome
    from {{ ref('rule_ca__prop64_policy_checks') }} as policy
    inner join {{ ref('rule_ca__prop64_counts') }} as counts on policy.charge_id = counts.charge_id

),

by_policy as (

    select
        scenarios.scenario,
        prop64.charge_id,
        prop64.outcome
    from scenarios
    cross join prop64
    where list_contains(string_split(scenarios.dismisses, ' '), 'prop64')
    union all
    select
        scenarios.scenario,
        related.charge_id,
        related.outcome
    from scenarios
    cross join {{ ref('rule_ca__related_charges') }} as related
    where list_contains(string_split(scenarios.dismisses, ' '), 'related')

),

by_statute as (

    select
        scenarios.scenario,
        findings.charge_id,
        findings.outcome,
        findings.relief
    from scenarios
    cross join {{ rule('findings') }} as findings
    inner join {{ law('remedies') }} as remedies on findings.remedy_id = remedies.remedy_id
    where remedies.basis = 'statute' and remedies.relief_by = 'court_order'

),

in_scope as (

    select
        coalesce(by_policy.scenario, by_statute.scenario) as scenario,
        coalesce(by_policy.charge_id, by_statute.charge_id) as charge_id,
        by_policy.outcome as policy_outcome,
        by_statute.outcome as statutory_outcome,
        by_statute.relief as statutory_relief
    from by_policy
    full outer join by_statute
        on by_policy.scenario = by_statute.scenario and by_policy.charge_id = by_statute.charge_id

)

select
    in_scope.scenario,
    in_scope.charge_id,
    convictions.person_id,
    convictions.person_bucket,
    in_scope.statutory_outcome,
    in_scope.policy_outcome,
    case
        when 'eligible' in (in_scope.policy_outcome, in_scope.statutory_outcome) then 'eligible'
        when 'already_relieved' in (in_scope.policy_outcome, in_scope.statutory_outcome) then 'already_relieved'
        when 'review' in (in_scope.policy_outcome, in_scope.statutory_outcome) then 'review'
        else coalesce(in_scope.statutory_outcome, in_scope.policy_outcome)
    end as outcome,
    case
        when in_scope.statutory_outcome = 'eligible' and in_scope.statutory_relief = 'dismiss_and_seal'
            then in_scope.statutory_relief
        when in_scope.policy_outcome = 'eligible' then 'dismiss'
        when in_scope.statutory_outcome = 'eligible' then in_scope.statutory_relief
    end as relief
from in_scope
inner join {{ ref('int_convictions') }} as convictions on in_scope.charge_id = convictions.charge_id
