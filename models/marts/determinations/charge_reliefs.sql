with determinations as (

    select
        findings.*,
        details.policy_remedy,
        details.has_possible_better_path,
        details.is_order_overdue,
        remedies.basis,
        reliefs.rank as relief_rank,
        reasons.reason_text,
        reasons.citation
    from {{ rule('findings') }} as findings
    inner join {{ law('remedies') }} as remedies on findings.remedy_id = remedies.remedy_id
    left join {{ rule('charge_details') }} as details
        on findings.charge_id = details.charge_id
        and findings.person_id = details.person_id
        and findings.remedy_id = details.remedy_id
    inner join {{ ref('relief_ways') }} as ways on remedies.relief_by = ways.relief_by and ways.picks_best
    left join {{ law('reliefs') }} as reliefs on findings.relief = reliefs.relief
    left join {{ law('reasons') }} as reasons on findings.reason_code = reasons.reason_code

),

ranked as (

    select
        *,
        row_number() over (
            partition by charge_id
            order by
                outcome = 'eligible' desc,
                relief_rank nulls last,
                outcome = 'already_relieved' desc,
                outcome = 'review' desc,
                basis = 'statute' desc,
                remedy_id
        ) as place
    from determinations

),

by_basis as (

    select
        charge_id,
        max(outcome) filter (where basis = 'statute') as statutory_outcome,
        max(relief) filter (where basis = 'statute') as statutory_remedy,
        max(reason_text) filter (where basis = 'statute') as statutory_reason,
        max(outcome) filter (where basis = 'policy') as policy_outcome,
        max(policy_remedy) filter (where basis = 'policy') as policy_remedy,
        max(reason_text) filter (where basis = 'policy') as policy_reason,
        coalesce(bool_or(has_possible_better_path), false) as has_possible_better_path,
        coalesce(bool_or(is_order_overdue), false) as is_order_overdue,
        bool_or(outcome = 'review') as is_for_review,
        bool_or(outcome = 'already_relieved') as is_already_relieved
    from determinations
    group by charge_id

)

select
    ranked.charge_id,
    ranked.person_id,
    ranked.person_bucket,
    charges.county_name,
    charges.is_conviction,
    case
        when ranked.outcome = 'eligible' then 'eligible'
        when by_basis.is_already_relieved then 'already_relieved'
        when by_basis.is_for_review then 'review'
        else by_basis.statutory_outcome
    end as outcome,
    case when ranked.outcome = 'eligible' then ranked.relief end as relief,
    case when ranked.outcome = 'eligible' then ranked.basis end as basis,
    case when ranked.outcome = 'eligible' then ranked.remedy_id end as remedy_id,
    ranked.remedy_id as speaking_remedy_id,
    ranked.reason_text,
    ranked.citation,
    ranked.eligible_on,
    by_basis.statutory_outcome,
    by_basis.statutory_remedy,
    by_basis.statutory_reason,
    by_basis.policy_outcome,
    by_basis.policy_remedy,
    by_basis.policy_reason,
    by_basis.has_possible_better_path,
    by_basis.is_order_overdue
from ranked
inner join by_basis on ranked.charge_id = by_basis.charge_id
inner join {{ ref('int_charges') }} as charges
    on ranked.charge_id = charges.charge_id and ranked.person_bucket = charges.person_bucket
where ranked.place = 1
