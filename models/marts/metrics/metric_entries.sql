{{ config(tags=['central', 'metrics', 'scenario']) }}
with ours as (

    select distinct unit_id
    from {{ ref('metric_lines') }}
    where is_given and unit_id is not null

),

cleared as (

    select distinct charge_id
    from {{ rule('findings') }}
    where outcome = 'already_relieved'

),

entries as (

    select
        convictions.charge_id as unit_id,
        {{ as_answer('convictions.is_felony') }} as with_felony,
        case when ours.unit_id is null then {{ as_answer('convictions.is_standing') }} else {{ as_answer("'yes'") }} end
            as with_conviction,
        {{ as_answer('convictions.is_recent') }} as with_recent,
        case when ours.unit_id is null then {{ as_answer('convictions.is_standing') }} else {{ as_answer("'yes'") }} end
            as with_record,
        false as is_convicted_arrest
    from {{ rule('conviction_status') }} as convictions
    left join ours on convictions.charge_id = ours.unit_id
    union all
    select
        arrests.arrest_id as unit_id,
        {{ as_answer("'no'") }} as with_felony,
        {{ as_answer("'no'") }} as with_conviction,
        {{ as_answer("'no'") }} as with_recent,
        case when outcomes.has_arrest_relief and ours.unit_id is null then {{ as_answer("'no'") }}
            else {{ as_answer("'yes'") }}
        end as with_record,
        outcomes.is_convicted as is_convicted_arrest
    from {{ ref('int_arrests') }} as arrests
    inner join {{ ref('int_arrest_outcomes') }} as outcomes on arrests.arrest_number = outcomes.arrest_number
    left join ours on arrests.arrest_id = ours.unit_id
    -- (Where charges are cleared without a conviction and arrests are not cleared, an arrest is part of its charges.)
    where
        not {{ clears_charges() }}
        or (select bool_or(remedies.unit = 'arrest') from {{ law('remedies') }} as remedies)
    union all
    select
        charges.charge_id as unit_id,
        {{ as_answer("'no'") }} as with_felony,
        {{ as_answer("'no'") }} as with_conviction,
        {{ as_answer("'no'") }} as with_recent,
        case when cleared.charge_id is not null and ours.unit_id is null then {{ as_answer("'no'") }}
            else {{ as_answer("'yes'") }}
        end as with_record,
        false as is_convicted_arrest
    from {{ ref('int_charges') }} as charges
    left join cleared on charges.charge_id = cleared.charge_id
    left join ours on charges.charge_id = ours.unit_id
    where not charges.is_conviction and charges.record_status <> 'superseded' and {{ clears_charges() }}

)

select
    entries.unit_id,
    entries.with_felony,
    entries.with_conviction,
    entries.with_recent,
    entries.with_record,
    entries.is_convicted_arrest,
    groups.person_id,
    groups.place,
    case when groups.unit = 'conviction' then groups.offense_group end as offense_group,
    case when groups.unit = 'conviction' then groups.decided_year end as year,
    groups.race_group as race,
    groups.sex_group as sex,
    groups.age_band as age,
    groups.vital_status as status
from entries
inner join {{ ref('relief_groups') }} as groups on entries.unit_id = groups.unit_id
