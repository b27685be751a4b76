{{ config(tags=['central', 'scenario']) }}
with waiting as (

    select
        findings.remedy_id as law,
        unnest([groups.place, 'STATEWIDE']) as place,
        groups.person_id,
        findings.eligible_on
    from (
        {% for rows, unit_id in [('findings', 'charge_id'), ('arrest_findings', 'arrest_id')] %}
            select
                {{ unit_id }} as unit_id,
                remedy_id,
                eligible_on
            from {{ rule(rows) }}
            where {{ counted_outcome() }} = 'not_yet'
            {% if not loop.last %}union all{% endif %}
        {% endfor %}
    ) as findings
    inner join {{ ref('relief_groups') }} as groups on findings.unit_id = groups.unit_id
    where groups.vital_status = 'living'

),

dated as (

    select
        'determinations' as unit,
        *
    from waiting
    union all
    select
        'people' as unit,
        law,
        place,
        person_id,
        min(eligible_on) as eligible_on
    from waiting
    group by law, place, person_id

),

counted as (

    select
        'calendar' as metric,
        unit,
        law,
        place,
        'all' as group_by,
        'all' as group_code,
        'living' as status,
        coalesce(strftime(eligible_on, '%Y-%m'), 'not known') as variant,
        count(*) as count,
        count(distinct person_id) as people
    from dated
    group by all

)

{{ as_metrics('counted', 'null') }}
