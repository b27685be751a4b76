{#-
How a state repository writes "nothing": empty, runs of spaces, the word NULL or a dash padded with spaces; in masked
columns also x and #, once or all along. Returns the trimmed text or null.
-#}
{% macro clean_text(column) -%}
    nullif(nullif(nullif(trim({{ column }}), ''), 'NULL'), '-')
{%- endmacro %}

{% macro clean_masked_text(column) -%}
    case when ltrim({{ clean_text(column) }}, 'x#') <> '' then {{ clean_text(column) }} end
{%- endmacro %}

{#- First 16 hex digits of md5: ids come from content, never from numbering. -#}
{% macro content_id(text) -%}
    left(md5({{ text }}), 16)
{%- endmacro %}

{#-
128 and 64 bits of md5 as a number: keys that are joined and grouped by within one run. Half the memory of the hex text
and twice as fast; what leaves the warehouse is always the hex text. The 64 bits are shifted out of the 128:
md5_number_lower() gives the same number and takes twice as long (measured).
-#}
{% macro content_number(text) -%}
    md5_number({{ text }})
{%- endmacro %}

{% macro short_content_number(text) -%}
    cast(md5_number({{ text }}) >> 64 as ubigint)
{%- endmacro %}

{#- The 32 hex digits of a content number. -#}
{% macro content_hex(number) -%}
    lpad(lower(hex({{ number }})), 32, '0')
{%- endmacro %}

{#- Delivery and line as one number: a key that is joined by within one run (a line number has less than 32 bits). -#}
{% macro row_number_in_run(deliveries, line) -%}
    ({{ deliveries }}.delivery_number * 4294967296 + {{ line }})
{%- endmacro %}

{#- The line of a row_number_in_run. -#}
{% macro line_of_row_number(row_number) -%}
    ({{ row_number }} % 4294967296)
{%- endmacro %}

{#-
The content of one part of a sentence: kind, length and unit as received, as a content number. Where something else says
that it is for life, it is another part than one that is so written and is not.
-#}
{% macro sentence_part_key(sentences, more=[]) -%}
    {{ short_content_number("concat_ws('|', coalesce(" ~ sentences ~ ".sentence_location_code, ''), coalesce("
        ~ sentences ~ ".sentence_length_code, ''), coalesce(" ~ sentences ~ ".sentence_unit_code, '')"
        ~ ", case when " ~ sentences ~ ".sentence_type = 'life' then 'life' end"
        ~ (', ' ~ sentences ~ '.' if more else '') ~ more | join(', ' ~ sentences ~ '.') ~ ')') }}
{%- endmacro %}
