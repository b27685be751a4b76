{#- The contracted staging table of the state at hand: int_ models know no state. -#}
{% macro staged(entities) -%}
    {{ ref('stg_' ~ var('state', 'ca') ~ '__' ~ entities) }}
{%- endmacro %}

{#- A rule model and a law table of the state at hand: marts know no state either. -#}
{% macro rule(provision) -%}
    {{ ref('rule_' ~ var('state', 'ca') ~ '__' ~ provision) }}
{%- endmacro %}

{% macro law(table) -%}
    {{ ref(var('state', 'ca') ~ '_' ~ table) }}
{%- endmacro %}
