{{ config(tags=['metrics']) }}
-- Each step of the funnel holds what the steps after it hold together: every conviction is at one last step.
{% set goes_to = {
    'convicted': ['not_in_scope', 'in_scope'],
    'in_scope': ['not_eligible', 'relieved_before', 'eligible_later', 'missing_fact', 'review', 'eligible'],
    'eligible': ['not_proposed', 'with_us', 'prosecutor', 'court', 'state_record', 'ended', 'recorded']
} %}
{% for step, steps in goes_to.items() %}
    select
        law,
        place,
        status,
        '{{ step }}' as step
    from {{ ref('metrics') }}
    where metric = 'funnel'
    group by law, place, status
    having
        coalesce(sum(count) filter (where variant = '{{ step }}'), 0)
        <> coalesce(sum(count) filter (where list_contains({{ steps }}, variant)), 0)
    {% if not loop.last %}union all{% endif %}
{% endfor %}
