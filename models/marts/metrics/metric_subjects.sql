{{ config(tags=['central', 'metrics', 'scenario']) }}
with lines as (

    select
        unit_id,
        remedy_id,
        arg_max(state, state_order) as ledger_state,
        max(state_order) as state_order,
        bool_or(is_filed) as is_filed,
        bool_or(is_given) as is_given,
        min(given_on) as given_on
    from {{ ref('metric_lines') }}
    where unit_id is not null
    group by unit_id, remedy_id

),

determined as (

    {% for rows, unit_id in [('findings', 'charge_id'), ('arrest_findings', 'arrest_id')] %}
        select
            {{ unit_id }} as unit_id,
            remedy_id,
            {{ counted_outcome() }} as outcome,
            relief,
            eligible_on,
            coalesce(open_element, deciding_element) as deciding_element
        from {{ rule(rows) }}
        {% if not loop.last %}union all{% endif %}
    {% endfor %}

)

select
    case groups.unit
        when 'conviction' then 'convictions' when 'arrest' then 'arrests' else 'charges'
    end as unit,
    groups.unit_id,
    groups.person_id,
    coalesce(determined.remedy_id, lines.remedy_id) as remedy_id,
    -- (A line under a remedy that no longer covers it is out of scope, and still counted.)
    coalesce(determined.outcome, 'out_of_scope') as outcome,
    determined.relief,
    determined.eligible_on,
    determined.deciding_element,
    coalesce(lines.ledger_state, 'not in the ledger') as ledger_state,
    coalesce(lines.state_order, 0) as state_order,
    coalesce(lines.is_filed, false) as is_filed,
    coalesce(lines.is_given, false) as is_given,
    lines.given_on,
    groups.place,
    groups.race_group as race,
    groups.sex_group as sex,
    groups.age_band as age,
    case groups.unit when 'arrest' then 'arrest' else groups.offense_group end as offense_group,
    groups.decided_year as year,
    groups.vital_status as status
from determined
full join lines on determined.unit_id = lines.unit_id and determined.remedy_id = lines.remedy_id
inner join {{ ref('relief_groups') }} as groups on coalesce(determined.unit_id, lines.unit_id) = groups.unit_id
