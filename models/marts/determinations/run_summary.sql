{{ config(tags=['central']) }}
with deliveries as (

    select
        count(*) as deliveries,
        min(data_as_of) as data_as_of_earliest,
        max(data_as_of) as data_as_of_latest,
        cast(sum(physical_lines) as bigint) as physical_lines,
        cast(sum(accepted_rows) as bigint) as accepted_rows,
        cast(sum(rejected_lines) as bigint) as rejected_lines
    from {{ source('intake', 'deliveries') }}
    where delivery_kind = 'history'

),

-- Files beside the histories, and what they changed.
others as (

    select
        count(*) filter (where delivery_kind <> 'history') as other_deliveries,
        max(data_as_of) filter (where delivery_kind = 'supervised_release') as supervised_release_data_as_of
    from {{ source('intake', 'deliveries') }}

),

supervised as (

    select count(distinct person_id) as people_under_supervision
    from {{ ref('int_supervision_records') }}
    where is_person_known and is_active = 'yes'

),

courts as (

    select
        count(*) filter (where match = 'completes') as charges_completed_by_courts,
        count(*) filter (where is_new_charge) as convictions_added_by_courts,
        count(*) filter (where match = 'disagrees') as charges_courts_disagree_about,
        count(*) filter (where match in ('person_unknown', 'nothing_to_match')) as court_charges_without_match
    from {{ ref('int_court_charges') }}

),

petitioned as (

    select
        count(*) as petitions,
        (select count(*) from {{ ref('int_prohibition_petitions_unmatched') }}) as petitions_unmatched
    from {{ ref('int_petition_rows') }}

),

transferred as (

    select
        count(*) as case_transfers,
        count(*) filter (
            where standing <> 'stands' or transfer_id not in (
                select unnest(transferred_charges.transfer_ids)
                from {{ ref('int_transferred_charges') }} as transferred_charges
            )
        ) as case_transfers_unmatched,
        count(*) filter (where standing = 'contradictory') as case_transfers_contradictory
    from {{ ref('int_case_transfers') }}

),

conflicting_people as (

    {{ people_in_conflict() }}

),

people as (

    select
        count(*) as people,
        (select count(*) from conflicting_people) as people_with_identity_conflict
    from {{ ref('int_people') }}

),

charges as (

    select
        count(*) as charges,
        count(*) filter (where is_conviction) as convictions,
        count(*) filter (where parse_status <> 'parsed') as charges_not_parsed,
        count(*) filter (where is_juvenile) as juvenile_charges_kept_apart,
        count(*) filter (where is_in_repeated_cycle) as repeated_court_cases
    from {{ ref('int_charges') }}

),

sentences as (

    select count(*) filter (where charge_id is null) as sentence_parts_of_no_charge
    from {{ ref('int_sentences') }}

),

arrests as (

    select count(*) as arrests from {{ ref('int_arrests') }}

),

determined as (

    select
        count(*) filter (where is_conviction) as in_scope,
        count(*) filter (where not is_conviction) as in_scope_without_conviction,
        count(*) filter (where outcome = 'eligible') as eligible,
        count(*) filter (where outcome = 'eligible' and basis = 'policy') as eligible_by_policy_alone,
        count(*) filter (where outcome = 'review') as review,
        count(distinct person_id) filter (where outcome = 'eligible') as people_eligible
    from {{ ref('charge_reliefs') }}

)

select
    run_parameters.as_of_date,
    run_parameters.version,
    run_parameters.law_version,
    run_parameters.run_id,
    run_parameters.allowances,
    deliveries.*,
    others.*,
    supervised.*,
    courts.*,
    petitioned.*,
    transferred.*,
    people.*,
    charges.*,
    sentences.*,
    arrests.*,
    determined.*
from {{ source('intake', 'run_parameters') }} as run_parameters
cross join deliveries
cross join others
cross join supervised
cross join courts
cross join petitioned
cross join transferred
cross join people
cross join charges
cross join sentences
cross join arrests
cross join determined
