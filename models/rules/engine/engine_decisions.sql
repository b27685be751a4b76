{{ config(materialized='view') }}
-- No statute: the findings with the units that the element that decided rests on; where none did, every element of the
-- path taken.
with rests as (
    {% for stage in [0, 1] %}
        select
            findings.unit_id, findings.remedy_id, elements.element, unnest(statuses.rests_on) as rests_on
        from ({{ engine_read('findings', stage) }}) as findings
        inner join {{ ref('engine_law_elements') }} as elements
            on findings.path_number = elements.path_number
            and elements.element = coalesce(findings.deciding_element, elements.element)
        inner join ({{ engine_read('rows', stage) }}) as statuses
            on findings.candidate_number = statuses.candidate_number
            and elements.element_number = statuses.element_number
        {{ 'union all' if not loop.last }}
    {% endfor %}
),

rests_of_units as (
    select unit_id, remedy_id, list({ 'element': element, 'unit_id': rests_on }) as rests_on
    from rests
    group by unit_id, remedy_id
)

select
    findings.*, coalesce(rests_of_units.rests_on, []) as rests_on
from {{ ref('engine_findings') }} as findings
left join rests_of_units using (unit_id, remedy_id)
