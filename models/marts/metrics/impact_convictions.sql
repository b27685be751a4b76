{{ config(materialized='view') }}
-- A view: written down it would be the largest table of the marts, and it is read twice.
-- Each word is made an answer before convictions are put beside scenarios, and not for each scenario anew.
{% set yes, no, unknown = as_answer("'yes'"), as_answer("'no'"), as_answer("'unknown'") %}
with standing as (

    select
        charge_id,
        person_id,
        person_bucket,
        case county_type
            when 'in_state' then coalesce(county_name, 'UNKNOWN')
            when 'elsewhere' then 'ELSEWHERE'
            else 'UNKNOWN'
        end as place,
        {{ as_answer('is_standing') }} as is_standing,
        {{ as_answer('is_felony') }} as is_felony,
        {{ as_answer('is_recent') }} as is_recent
    from {{ rule('conviction_status') }}

),

reliefs as (

    select
        scenarios.scenario,
        reliefs.charge_id,
        reliefs.person_bucket,
        reliefs.outcome,
        reliefs.relief
    from {{ ref('charge_reliefs') }} as reliefs
    cross join {{ law('scenarios') }} as scenarios
    where scenarios.policy = 'of_the_county' and reliefs.is_conviction
    union all
    select
        scenario,
        charge_id,
        person_bucket,
        outcome,
        relief
    from {{ rule('scenario_reliefs') }}

),

convictions as (

    select
        scenarios.scenario,
        standing.charge_id,
        standing.person_id,
        standing.person_bucket,
        standing.place,
        reliefs.charge_id is not null as is_in_scope,
        coalesce(reliefs.outcome, 'not_in_scope') as outcome,
        coalesce(reliefs.relief, 'none') as relief,
        coalesce(effects.ends_entry, false) as ends_entry,
        coalesce(effects.ends_felony, false) as ends_felony,
        coalesce(reliefs.outcome in ('review', 'undeterminable'), false) as is_undecided,
        standing.is_standing,
        standing.is_felony,
        standing.is_recent
    from standing
    cross join {{ law('scenarios') }} as scenarios
    left join reliefs on standing.charge_id = reliefs.charge_id and scenarios.scenario = reliefs.scenario
    left join {{ law('reliefs') }} as effects on reliefs.relief = effects.relief

)

select
    scenario,
    charge_id,
    person_id,
    person_bucket,
    place,
    outcome,
    relief,
    case when is_in_scope then {{ yes }} else {{ no }} end as in_scope,
    is_felony as with_felony,
    is_standing as with_conviction,
    is_recent as with_recent_conviction,
    case when ends_felony then {{ no }} else is_felony end as keeps_felony,
    case when ends_entry then {{ no }} else is_standing end as keeps_conviction,
    case when ends_entry then {{ no }} else is_recent end as keeps_recent_conviction,
    case when relief <> 'none' then {{ yes }} when is_undecided then {{ unknown }} else {{ no }} end as some_relief,
    case when ends_felony then is_felony else {{ no }} end as no_felony,
    case when ends_entry then is_standing else {{ no }} end as no_conviction,
    case when ends_entry then is_recent else {{ no }} end as no_recent_conviction
from convictions
