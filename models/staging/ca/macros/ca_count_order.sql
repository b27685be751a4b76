{#-
CNT_ORDER is cycle (3 digits), step (3), count (3) and three more. If it is malformed, the values beside it
distinguish steps and cycles of one person (formats/ca_doj.md, "Rows").
-#}
{% macro ca_cycle_key() -%}
    case
        when has_count_order then left(count_key, 3)
        else concat_ws(' ', 'unnumbered', cycle_date_earliest, county_name)
    end
{%- endmacro %}

{% macro ca_step_key() -%}
    case
        when has_count_order then left(count_key, 6)
        else concat_ws(' ', 'unnumbered', cycle_date_earliest, event_date_earliest, county_name, step_type)
    end
{%- endmacro %}
