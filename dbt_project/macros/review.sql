{#- An outcome with its relief: "eligible: <relief>". -#}
{% macro with_relief(outcome, relief) -%}
    {{ outcome }} || coalesce(': ' || {{ relief }}, '')
{%- endmacro %}

{#- "12 eligible: dismiss, 3 review": determinations by outcome, most first. -#}
{% macro counts_in_words(counts) -%}
    string_agg(
        cast({{ counts }}.times as varchar) || ' ' || {{ counts }}.comes_out,
        ', '
        order by {{ counts }}.times desc, {{ counts }}.comes_out
    )
{%- endmacro %}

{#- Whether an outcome waits for a person. -#}
{% macro is_open(outcome) -%}
    coalesce({{ outcome }} in ('review', 'undeterminable'), false)
{%- endmacro %}
