{#- A model for every state has the name that a state's own would have: `rule__findings` is `rule_<st>__findings`, `stg__charges` `stg_<st>__charges`. -#}
{% macro generate_alias_name(custom_alias_name=none, node=none) -%}
    {%- if custom_alias_name -%}
    {{ custom_alias_name | trim }}
    {%- elif node.name.startswith('rule__') -%}
    rule_{{ var('state') }}__{{ node.name[6:] }}
    {%- elif node.name.startswith('stg__') -%}
    stg_{{ var('state') }}__{{ node.name[5:] }}
    {%- else -%}
    {{ node.name }}
    {%- endif -%}
{%- endmacro %}
