-- The findings of every remedy whose unit is the charge: one row per charge in scope and remedy. Each remedy is decided
-- by itself, in its own model; this puts them side by side.
with rests_on_established_facts as (

    select
        paths.charge_id,
        paths.person_id,
        paths.path
    from {{ ref('rule_ca__prop64_statutory') }} as paths
    inner join {{ law('prop64_matrix') }} as matrix on paths.path = matrix.matrix_row
    left join {{ ref('rule_ca__prop64_disqualifiers') }} as bars
        on paths.charge_id = bars.charge_id and paths.person_id = bars.person_id
    where nullif(matrix.fact, '') is not null and paths.fact_of_the_row in ('met', 'not_met')
        or matrix.disqualifiers <> 'none' and bars.conduct = 'present'
    group by paths.charge_id, paths.person_id, paths.path

),

-- What a person answered of the sentence or of the conviction goes before the record, or where it does not say.
answered as (

    select
        charge_id,
        bool_or(fact = 'sentence_completed_on_record') as is_sentence_looked_up,
        bool_or(fact = 'convicted_of_the_charge') as is_conviction_looked_up
    from {{ ref('int_established_facts') }}
    where fact in ('sentence_completed_on_record', 'convicted_of_the_charge')
    group by charge_id

),

-- (Few: so that no other charge is looked at for the findings there are.)
told_by_a_court as (

    select
        charge_id,
        person_id,
        person_bucket
    from {{ ref('int_charges') }}
    where disposition_source = 'court_record'

),

prop64 as (

    select
        findings.charge_id,
        findings.person_id,
        findings.person_bucket,
        findings.remedy_id,
        findings.path,
        findings.outcome,
        findings.relief,
        findings.policy_remedy,
        findings.reason_code,
        findings.deciding_element,
        cast([] as varchar[]) as immaterial_elements,
        findings.presumed_facts,
        findings.is_presumed,
        findings.has_possible_better_path,
        findings.new_section,
        findings.new_level,
        findings.is_sealed,
        findings.disqualifiers,
        findings.sentence_state,
        findings.rests_on_inference,
        findings.eligible_on,
        findings.is_order_overdue,
        false as is_held_up_by_missing_file,
        case
            when findings.deciding_element = 'not_challenged' or facts.charge_id is not null then 'established_facts'
            when answered.is_conviction_looked_up
                and findings.deciding_element in ('conviction_on_record', 'disposition_understood')
                then 'established_facts'
            when answered.is_sentence_looked_up
                and findings.remedy_id = 'prop64_statutory'
                and (findings.outcome = 'eligible' or findings.deciding_element = 'sentence_completed')
                then 'established_facts'
            when told_by_a_court.charge_id is not null then 'court_records'
            else 'history'
        end as decided_by
    from {{ ref('rule_ca__prop64_findings') }} as findings
    left join told_by_a_court
        on findings.charge_id = told_by_a_court.charge_id
        and findings.person_id = told_by_a_court.person_id
        and findings.person_bucket = told_by_a_court.person_bucket
    left join rests_on_established_facts as facts
        on findings.charge_id = facts.charge_id
        and findings.person_id = facts.person_id
        and findings.path = facts.path
    left join answered on findings.charge_id = answered.charge_id

),

-- Penal Code 1203.425: nothing is asked of a court, nothing is sealed, no level changes.
conviction_relief as (

    select
        charge_id,
        person_id,
        person_bucket,
        'conviction_relief' as remedy_id,
        path,
        outcome,
        case when outcome = 'eligible' then 'relieve_conviction' end as relief,
        cast(null as varchar) as policy_remedy,
        reason_code,
        deciding_element,
        immaterial_elements,
        presumed_facts,
        len(presumed_facts) > 0 as is_presumed,
        false as has_possible_better_path,
        cast(null as varchar) as new_section,
        cast(null as varchar) as new_level,
        false as is_sealed,
        'not_asked' as disqualifiers,
        cast(null as varchar) as sentence_state,
        len(presumed_facts) > 0 as rests_on_inference,
        eligible_on,
        false as is_order_overdue,
        is_held_up_by_missing_file,
        decided_by
    from {{ ref('rule_ca__conviction_relief') }}

)

select * from prop64
union all
select * from conviction_relief
