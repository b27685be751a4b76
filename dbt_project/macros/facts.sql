{#-
Rows of facts of which more is told than is promised (meta, facts, in the YAML of their model): a fact that nobody
promises, a day, an until, a presumption or a source that none of its readers would look at.
-#}
{% macro told_beyond_promises(model, facts) -%}
select *
from {{ model }}
where not (
    false
    {%- for one in facts %}
    or (
        fact like '{{ one.fact | replace('_', '\\_') | replace('*', '%') }}' escape '\'
        {%- for part, column in {'over_on': 'over_on', 'until': 'valid_until'}.items() %}
        {%- if part not in one.get('carries', []) %}
        and {{ column }} is null
        {%- endif %}{% endfor %}
        {%- if 'is_presumed' not in one.get('carries', []) %}
        and is_presumed is not true
        {%- endif %}
        and source in ('history'{% for source in one.get('sources', []) %}, '{{ source }}'{% endfor %})
    )
    {%- endfor %}
)
{%- endmacro %}
