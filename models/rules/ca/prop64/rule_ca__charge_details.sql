-- No statute: what is told of a finding of Proposition 64 alone, beside the findings that every state has.
with findings as (

    select * from {{ ref('rule_ca__prop64_statutory') }}
    union all by name
    select * from {{ ref('rule_ca__prop64_policy') }}

),

statutory as (

    select
        unit_id,
        person_id,
        open_rank_in_review
    from {{ ref('rule_ca__prop64_statutory') }}

),

matrix as (

    select distinct
        matrix_row,
        new_section,
        new_level,
        is_sealed,
        disqualifiers
    from {{ law('prop64_matrix') }}

)

select
    findings.unit_id as charge_id,
    findings.person_id,
    findings.person_bucket,
    findings.remedy_id,
    policies.policy_remedy,
    -- What the statute may give beyond a policy waits for a person: sealing above all, which no policy gives.
    case findings.remedy_id
        when 'prop64_statutory' then findings.has_possible_better_path
        else coalesce(findings.outcome = 'eligible' and statutory.open_rank_in_review < reliefs.rank, false)
    end as has_possible_better_path,
    case when findings.relief is not null then matrix.new_section end as new_section,
    case
        when findings.relief = 'redesignate_misdemeanor' then 'misdemeanor'
        when findings.relief is not null then matrix.new_level
    end as new_level,
    findings.outcome = 'eligible' and coalesce(matrix.is_sealed, false) as is_sealed,
    -- A row of the statute that asks for no disqualifiers shows none; whoever signs for a policy should know of them.
    case
        when findings.remedy_id = 'prop64_statutory' and coalesce(matrix.disqualifiers, 'none') = 'none'
            then 'not_asked'
        else coalesce(bars.disqualifiers, 'not_asked')
    end as disqualifiers,
    counts.sentence_completed as sentence_state,
    list_has_any(findings.presumed_facts, ['sentence_completed', 'attempt_follows_the_offense_itself'])
        as rests_on_inference,
    findings.remedy_id = 'prop64_statutory'
    and findings.outcome = 'eligible'
    and run_parameters.as_of_date > {{ law_date('prop64_court_order_deadline') }} as is_order_overdue
from findings
inner join {{ ref('rule_ca__prop64_counts') }} as counts on findings.unit_id = counts.charge_id
left join matrix on findings.path = matrix.matrix_row
left join {{ law('reliefs') }} as reliefs on findings.relief = reliefs.relief
left join statutory on findings.unit_id = statutory.unit_id and findings.person_id = statutory.person_id
left join {{ ref('rule_ca__prop64_disqualifiers') }} as bars on findings.unit_id = bars.charge_id
left join {{ ref('rule_ca__prop64_policy_checks') }} as policies
    on findings.unit_id = policies.charge_id and findings.remedy_id = 'prop64_policy'
cross join {{ source('intake', 'run_parameters') }} as run_parameters
