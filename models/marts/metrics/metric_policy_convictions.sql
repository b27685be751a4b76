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

)

select
    scenarios.scenario,
    standing.charge_id,
    standing.person_id,
    standing.person_bucket,
    standing.place,
    coalesce(reliefs.outcome, 'not_in_scope') as outcome,
    coalesce(reliefs.relief, 'none') as relief,
    case when reliefs.charge_id is null then {{ no }} else {{ yes }} end as in_scope,
    standing.is_felony as with_felony,
    standing.is_standing as with_conviction,
    standing.is_recent as with_recent_conviction,
    case
        when coalesce(reliefs.relief, 'none') <> 'none' then {{ yes }}
        when reliefs.outcome in ('review', 'undeterminable') then {{ unknown }}
        else {{ no }}
    end as some_relief,
    coalesce(effects.ends_entry, false) as ends_entry,
    coalesce(effects.ends_felony, false) as ends_felony
from standing
cross join {{ law('scenarios') }} as scenarios
left join reliefs on standing.charge_id = reliefs.charge_id and scenarios.scenario = reliefs.scenario
left join {{ law('reliefs') }} as effects on reliefs.relief = effects.relief
