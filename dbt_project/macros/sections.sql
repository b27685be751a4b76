{#-
Sections of a code in an order: their numbers and letters one by one, so that 81 < 81a < 82 < 810 and 64z < 64aa. Whether
a number after a point is a whole one (750.81 < 750.810) or a fraction (12.4 < 12.41 < 12.5) differs from code to
code, and no list says which: `after_a_point` is `lpad` or `rpad`, and a comparison asks both.
-#}
{% macro section_in_order(section, after_a_point) -%}
    list_transform(
        regexp_extract_all(lower({{ section }}), '[.]?[0-9]+|[a-z]+'),
        lambda part: case
            when starts_with(part, '.') then {{ after_a_point }}(ltrim(part, '.'), 8, '0')
            when part < 'a' then lpad(part, 8, '0')
            else lpad(part, 8, ':')
        end
    )
{%- endmacro %}

{#- Numbers and letters after one another: what can be put in order. -#}
{% macro can_be_put_in_order(section) -%}
    coalesce(
        regexp_full_match(lower({{ section }}), '[0-9]{1,8}[a-z]{0,8}([.:-][0-9]{1,8}[a-z]{0,8})*'), false
    )
{%- endmacro %}

{#- Whether a section is in a range (`750.81 to 750.90g`), read both ways; NULL where they differ or cannot be read. -#}
{% macro is_in_range(section, range) -%}
    {%- set first, last = "split_part(" ~ range ~ ", ' to ', 1)", "split_part(" ~ range ~ ", ' to ', 2)" -%}
    {%- set readings = [] -%}
    {%- for reading in ['lpad', 'rpad'] -%}
        {%- do readings.append(
            section_in_order(section, reading) ~ ' between ' ~ section_in_order(first, reading)
            ~ ' and ' ~ section_in_order(last, reading)
        ) -%}
    {%- endfor -%}
    case
        when not ({{ can_be_put_in_order(section) }} and {{ can_be_put_in_order(first) }}
            and {{ can_be_put_in_order(last) }})
            then null
        when {{ readings | join(' and ') }} then true
        when not ({{ readings | join(' or ') }}) then false
    end
{%- endmacro %}

{#-
Whether a section is of a chapter, by how the line names it: `ch. 25` holds the sections 2501 to 2599 (chapters counted
in hundreds), `art. 263` those whose number before the point is 263. NULL where line or section is written otherwise.
-#}
{% macro is_in_chapter(section, chapter) -%}
    nullif(
        case split_part({{ chapter }}, ' ', 1)
            when 'ch.' then regexp_extract(lower({{ section }}), '^([0-9]+)[0-9]{2}([.]?[0-9]*[a-z]*)$', 1)
            when 'art.' then regexp_extract(lower({{ section }}), '^([0-9]+[a-z]*)[.][0-9]+[a-z]*$', 1)
        end, ''
    ) = lower(split_part({{ chapter }}, ' ', 2))
{%- endmacro %}
