{#- "12 eligible, 3 review": how many determinations come out how, most first. Over rows with one outcome each. -#}
{% macro outcomes_in_words(counts) -%}
    string_agg(cast({{ counts }}.times as varchar) || ' ' || {{ counts }}.outcome, ', '
        order by {{ counts }}.times desc, {{ counts }}.outcome)
{%- endmacro %}

{#- Whether an outcome waits for a person. -#}
{% macro is_open(outcome) -%}
    coalesce({{ outcome }} in ('review', 'undeterminable'), false)
{%- endmacro %}
