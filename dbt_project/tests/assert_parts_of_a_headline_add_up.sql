{{ config(tags=['metrics']) }}
-- Each headline of the living is the sum of its parts, of each kind: otherwise something is counted twice or nowhere.
-- (If what was filed were granted is broken down by nothing.)
{% set parts = {
    'eligible': ['law', 'state', 'county_set', 'race'], 'eligible_later': ['year_due', 'county_set', 'race'],
    'in_review': ['fact', 'race'], 'undeterminable': ['fact', 'race'], 'filed': ['state', 'county_set', 'race'],
    'granted': ['state', 'law', 'county_set', 'race'], 'some_relief': ['law', 'race']
} %}
{% for measure in measures_of('records') %}
    {%- do parts.update({measure: ['law', 'race']}) %}
{% endfor %}
with figures as (

    select *
    from {{ ref('metrics') }}
    where
        place = 'STATEWIDE'
        and status = 'living'
        and law = 'ALL'
        and not starts_with(variant, 'if_filed_granted')

),

expected as (

    {% for metric, kinds in parts.items() %}
        select
            '{{ metric }}' as metric,
            unnest({{ kinds }}) as part_kind
        {% if not loop.last %}union all{% endif %}
    {% endfor %}

)

select
    whole.figure_id,
    expected.part_kind,
    whole.count,
    sum(parts.count) as sum_of_parts
from figures as whole
inner join expected on whole.metric = expected.metric
left join figures as parts
    on
    whole.metric = parts.metric
    and whole.unit = parts.unit
    and whole.variant = parts.variant
    and expected.part_kind = parts.group_by
where whole.group_by = 'all'
group by whole.figure_id, expected.part_kind, whole.count
having coalesce(sum(parts.count), 0) <> whole.count
