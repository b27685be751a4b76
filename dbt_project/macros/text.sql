{#-
How a state repository writes "nothing": empty, runs of spaces, the word NULL or a dash padded with spaces; in masked
columns also x and #. Returns the trimmed text or null. (formats/ca_doj.md, "File".)
-#}
{% macro clean_text(column) -%}
    nullif(nullif(nullif(trim({{ column }}), ''), 'NULL'), '-')
{%- endmacro %}

{% macro clean_masked_text(column) -%}
    nullif(nullif({{ clean_text(column) }}, 'x'), '#')
{%- endmacro %}

{#- First 16 hex digits of md5: ids come from content, never from numbering. -#}
{% macro content_id(text) -%}
    left(md5({{ text }}), 16)
{%- endmacro %}
