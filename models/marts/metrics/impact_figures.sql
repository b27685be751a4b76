-- The figures: one row per scenario, place, group, living or deceased, unit (convictions or people) and measure, each
-- beside its denominator, and what is not known as a number of its own. Each group and each place is counted from the
-- people and convictions themselves, never from other rows. Restricted: small numbers are not suppressed.
{% set measures = {
    'some_relief': 'in_scope', 'dismiss_and_seal': 'in_scope', 'dismiss': 'in_scope',
    'redesignate_infraction': 'in_scope', 'redesignate_misdemeanor': 'in_scope', 'no_felony': 'with_felony',
    'no_conviction': 'with_conviction', 'no_recent_conviction': 'with_recent_conviction'
} %}
{% set answers = (measures.keys() | list) + (measures.values() | unique | list) %}
with run as (

    select
        run_parameters.as_of_date,
        run_parameters.allowances,
        min(deliveries.data_as_of) as data_as_of_earliest,
        max(deliveries.data_as_of) as data_as_of_latest
    from {{ source('intake', 'run_parameters') }} as run_parameters
    cross join {{ source('intake', 'deliveries') }} as deliveries
    where deliveries.delivery_kind = 'history'
    group by run_parameters.as_of_date, run_parameters.allowances

),

convictions as (

    select
        convictions.*,
        groups.* exclude (person_id, person_bucket)
    from {{ ref('impact_convictions') }} as convictions
    inner join {{ ref('impact_groups') }} as groups on convictions.person_id = groups.person_id

),

-- Everything is counted once, into cells of all groups at a time; the rest adds up cells.
cells as (

    {% for unit, rows in [('people', ref('impact_people')), ('convictions', 'convictions')] %}
        select
            '{{ unit }}' as unit,
            scenario,
            place,
            race_group,
            sex_group,
            age_band,
            vital_status,
            {% for word in answers %}
                count(*) filter (where {{ word }} = 'yes') as {{ word }}_yes,
                count(*) filter (where {{ word }} = 'unknown') as {{ word }}_unknown{% if not loop.last %},{% endif %}
            {% endfor %}
        from {{ rows }}
        group by scenario, place, race_group, sex_group, age_band, vital_status
        {% if not loop.last %}union all{% endif %}
    {% endfor %}

),

with_statewide as (

    select * from cells
    union all
    select * replace ('STATEWIDE' as place) from cells
    where unit = 'convictions'

),

grouped as (

    select
        cells.unit,
        cells.scenario,
        cells.place,
        kinds.group_kind,
        {{ group_of_kind('cells') }} as group_code,
        cells.vital_status,
        {% for word in answers %}
            cast(sum(cells.{{ word }}_yes) as bigint) as {{ word }}_yes,
            cast(sum(cells.{{ word }}_unknown) as bigint) as {{ word }}_unknown{% if not loop.last %},{% endif %}
        {% endfor %}
    from with_statewide as cells
    cross join (values ('all'), ('race'), ('sex'), ('age')) as kinds (group_kind)
    group by all

),

figures as (

    {% for measure, denominator in measures.items() %}
        select
            unit,
            scenario,
            place,
            group_kind,
            group_code,
            vital_status,
            {{ loop.index }} as measure_order,
            '{{ measure }}' as measure,
            {{ measure }}_yes as figure,
            {{ measure }}_unknown as not_known,
            '{{ denominator }}' as denominator_name,
            {{ denominator }}_yes as denominator,
            {{ denominator }}_unknown as denominator_not_known
        from grouped
        {% if not loop.last %}union all{% endif %}
    {% endfor %}

)

select
    scenarios.scenario_order,
    figures.scenario,
    scenarios.scenario_name,
    figures.place,
    figures.group_kind,
    figures.group_code,
    names.group_name,
    figures.vital_status,
    figures.unit,
    figures.measure_order,
    figures.measure,
    figures.figure,
    figures.not_known,
    figures.denominator_name,
    figures.denominator,
    figures.denominator_not_known,
    run.as_of_date,
    run.data_as_of_earliest,
    run.data_as_of_latest,
    run.allowances
from figures
inner join {{ law('scenarios') }} as scenarios on figures.scenario = scenarios.scenario
left join {{ law('group_names') }} as names
    on figures.group_kind = names.group_kind and figures.group_code = names.group_code
cross join run
