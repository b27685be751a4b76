{#- Words for outcomes in the order in which a remedy takes its best path (design, "A remedy has one or more paths"). -#}
{% macro as_outcome(outcomes) -%}
    cast({{ outcomes }} as enum('already_relieved', 'eligible', 'not_yet', 'review', 'undeterminable', 'ineligible'))
{%- endmacro %}
