-- Health and Safety Code 11361.8: one finding per charge in scope and remedy: of the paths that apply the best one
-- (already relieved, eligible, review, undeterminable, ineligible); a path that rests on a fact nobody established
-- never decides while another applies.
with statutory_paths as (

    select
        *,
        outcome_of_the_row = 'eligible' and outcome = 'undeterminable' as is_open_alternative,
        outcome_of_the_row = 'eligible' and outcome = 'review' as is_open_to_review,
        {{ prop64_relief_rank('relief') }} as relief_rank,
        {{ prop64_relief_given('outcome', 'deciding_element is null', 'relief') }} as relief_given
    from {{ ref('rule_ca__prop64_statutory') }}
    where row_applies <> 'no'

),

ranked as (

    select
        *,
        row_number() over (partition by charge_id order by {{ prop64_best_path_first() }}) as place
    from statutory_paths

),

best as (

    select * from ranked
    where place = 1 and not is_alternative

),

-- What stays open beside the path that decides: a fact nobody established, or a doubt for a person to settle.
open_paths as (

    select
        charge_id,
        min(relief_rank) filter (where is_open_alternative) as alternative_rank,
        min(relief_rank) filter (where is_open_to_review) as review_rank
    from statutory_paths
    group by charge_id

),

statutory as (

    select
        counts.charge_id,
        counts.person_id,
        counts.person_bucket,
        'prop64_statutory' as remedy_id,
        best.path,
        case
            when counts.conviction_on_record = 'not_met' then 'ineligible'
            when counts.disposition_understood = 'unknown' then 'review'
            when counts.conviction_on_record = 'unknown' then 'undeterminable'
            when best.charge_id is null and counts.not_relieved_before = 'not_met' then 'already_relieved'
            else coalesce(best.outcome, 'review')
        end as outcome,
        best.relief_given as relief,
        cast(null as varchar) as policy_remedy,
        case
            when counts.conviction_on_record = 'not_met' then 'prop64_not_convicted'
            when counts.disposition_understood = 'unknown' and counts.conviction_on_record = 'met'
                then 'prop64_judgment_not_on_record'
            when counts.disposition_understood = 'unknown' then 'record_unrecognised_disposition'
            when counts.conviction_on_record = 'unknown' then 'prop64_no_conviction_on_record'
            when best.charge_id is null and counts.not_relieved_before = 'not_met' then 'record_relieved_by_prop64'
            -- (Of a record in doubt it is not known which row would fit: the doubt is what a person settles.)
            when best.charge_id is null and counts.not_relieved_before = 'unknown' then 'record_relieved_before'
            when best.charge_id is null and counts.record_is_clear = 'unknown' then counts.record_reason_code
            else coalesce(best.reason_code, 'prop64_no_row_for_these_facts')
        end as reason_code,
        case
            when counts.conviction_on_record = 'not_met' then 'conviction_on_record'
            when counts.disposition_understood = 'unknown' then 'disposition_understood'
            when counts.conviction_on_record = 'unknown' then 'conviction_on_record'
            when best.charge_id is null and counts.not_relieved_before = 'not_met' then 'not_relieved_before'
            when best.charge_id is null and counts.not_relieved_before = 'unknown' then 'not_relieved_before'
            when best.charge_id is null and counts.record_is_clear = 'unknown' then 'record_is_clear'
            when best.charge_id is null then 'a_row_fits'
            else best.deciding_element
        end as deciding_element,
        case when best.outcome = 'eligible' then best.presumed_facts else cast([] as varchar[]) end as presumed_facts,
        coalesce(open_paths.alternative_rank < best.relief_rank, open_paths.alternative_rank is not null)
        or coalesce(best.outcome = 'eligible' and open_paths.review_rank < best.relief_rank, false)
            as has_possible_better_path
    from {{ ref('rule_ca__prop64_counts') }} as counts
    left join best on counts.charge_id = best.charge_id
    left join open_paths on counts.charge_id = open_paths.charge_id

),

policy as (

    select
        policies.charge_id,
        policies.person_id,
        policies.person_bucket,
        policies.remedy_id,
        cast(null as varchar) as path,
        policies.outcome,
        case when policies.outcome = 'eligible' then policies.relief end as relief,
        policies.policy_remedy,
        policies.reason_code,
        policies.deciding_element,
        cast([] as varchar[]) as presumed_facts,
        -- What the statute may give beyond the policy waits for a person: sealing above all, which no policy gives.
        coalesce(
            policies.outcome = 'eligible'
            and open_paths.review_rank < {{ prop64_relief_rank('policies.relief') }},
            false
        ) as has_possible_better_path
    from {{ ref('rule_ca__prop64_policy') }} as policies
    left join open_paths on policies.charge_id = open_paths.charge_id

),

findings as (

    select * from statutory
    union all
    select * from policy

)

select
    findings.*,
    len(findings.presumed_facts) > 0 as is_presumed,
    case when findings.relief is not null then matrix.new_section end as new_section,
    case
        when findings.relief = 'redesignate_misdemeanor' then 'misdemeanor'
        when findings.relief is not null then matrix.new_level
    end as new_level,
    findings.outcome = 'eligible' and coalesce(matrix.is_sealed, false) as is_sealed,
    -- A row of the statute that asks for no disqualifiers shows none; whoever signs for a policy should know of them.
    case
        when
            findings.remedy_id = 'prop64_statutory' and coalesce(matrix.disqualifiers, 'none') = 'none'
            then 'not_asked'
        else coalesce(bars.disqualifiers, 'not_asked')
    end as disqualifiers,
    counts.sentence_completed as sentence_state,
    len(list_intersect(findings.presumed_facts, ['sentence_completed', 'attempt_follows_the_offense_itself'])) > 0
        as rests_on_inference,
    cast(null as date) as eligible_on,
    findings.remedy_id = 'prop64_statutory'
    and findings.outcome = 'eligible'
    and run_parameters.as_of_date > {{ law_date('prop64_court_order_deadline') }} as is_order_overdue
from findings
left join
    (select distinct matrix_row, new_section, new_level, is_sealed, disqualifiers from {{ law('prop64_matrix') }}
    ) as matrix
    on findings.path = matrix.matrix_row
left join {{ ref('rule_ca__prop64_disqualifiers') }} as bars on findings.charge_id = bars.charge_id
inner join {{ ref('rule_ca__prop64_counts') }} as counts on findings.charge_id = counts.charge_id
cross join {{ source('intake', 'run_parameters') }} as run_parameters
