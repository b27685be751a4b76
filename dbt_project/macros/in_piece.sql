{#- Marks a person-grain input of a people_in_pieces model (materializations/people_in_pieces.sql). -#}
{% macro in_piece(column) -%}
    (true /* piece of {{ column }} */)
{%- endmacro %}
