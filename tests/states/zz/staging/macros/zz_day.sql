{#- Three columns of a day as zz writes it. -#}
{% macro zz_day(column, name) -%}
    try_cast({{ column }} as date) as {{ name }}_date_earliest,
    try_cast({{ column }} as date) as {{ name }}_date_latest,
    case
        when {{ column }} is null then 'blank'
        when try_cast({{ column }} as date) is null then 'malformed'
        else 'day'
    end as {{ name }}_date_precision
{%- endmacro %}
