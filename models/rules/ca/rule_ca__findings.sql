-- One finding per charge in scope and remedy: the best path of those the law offers (eligible, not_yet, review,
-- undeterminable, ineligible); earlier relief comes before all of them.
with paths as (

    select
        charge_id,
        person_id,
        person_bucket,
        remedy_id,
        path,
        outcome,
        relief,
        reason_code,
        deciding_element,
        eligible_on
    from {{ ref('rule_ca__prop64_possession_dismissal') }}
    union all
    select
        charge_id,
        person_id,
        person_bucket,
        remedy_id,
        path,
        outcome,
        relief,
        reason_code,
        deciding_element,
        eligible_on
    from {{ ref('rule_ca__prop64_possession_redesignation') }}

),

ranked as (

    select
        *,
        row_number() over (
            partition by charge_id, remedy_id
            order by
                case outcome
                    when 'already_relieved' then 0
                    when 'eligible' then 1
                    when 'not_yet' then 2
                    when 'review' then 3
                    when 'undeterminable' then 4
                    else 5
                end,
                coalesce(relief, '') = 'no_change' desc,
                path
        ) as place
    from paths

)

select
    charge_id,
    person_id,
    person_bucket,
    remedy_id,
    path,
    outcome,
    -- What an eligible charge gets; no_change where the law is satisfied and nothing lighter exists.
    case when outcome in ('eligible', 'not_yet') or relief = 'no_change' then relief end as relief,
    reason_code,
    deciding_element,
    eligible_on
from ranked
where place = 1
