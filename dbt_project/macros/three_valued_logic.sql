{#-
Yes, no and unknown as one logic: the words sort as no, unknown, yes, so the greatest of several says whether any of
them is so, and the smallest whether all are. Unknown stays unknown where it could decide, and only there.
-#}
{#- A column of such words takes a byte and a comparison of numbers; the order is that of the alphabet. -#}
{% macro as_answer(words) -%}
    cast({{ words }} as enum('no', 'unknown', 'yes'))
{%- endmacro %}

{% macro all_3v(words) -%}
    least({{ words | join(', ') }})
{%- endmacro %}

{#- Of an answer. -#}
{% macro not_3v(word) -%}
    case {{ word }}
            when 'yes' then {{ as_answer("'no'") }}
            when 'no' then {{ as_answer("'yes'") }}
            else {{ as_answer("'unknown'") }}
        end
{%- endmacro %}

{#- Whether any row of the group says so. -#}
{% macro any_3v(word) -%}
    max({{ word }})
{%- endmacro %}
