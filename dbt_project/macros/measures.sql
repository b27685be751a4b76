{#- The measures of what is left on records, or under policies, as the catalogue of figures says that they are counted. -#}
{% macro measures_of(section) -%}
    {{ return(var('measures')[section]) }}
{%- endmacro %}
