{#-
Sections of a code in an order: their numbers and letters one by one, so that 81 < 81a < 82 < 810 and 64z < 64aa. Whether
a number after a point is a whole one (750.81 < 750.810) or a fraction (12.4 < 12.41 < 12.5) differs from code to
code, and no list says which: `after_a_point` is `lpad` or `rpad`, and a comparison asks both.
-#}
{% macro engine_section_key(section, after_a_point) -%}
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
{% macro engine_is_readable_section(section) -%}
    regexp_full_match(lower({{ section }}), '[0-9]{1,8}[a-z]{0,8}([.:-][0-9]{1,8}[a-z]{0,8})*')
{%- endmacro %}

{#- Whether a section is in a range of both readings of its numbers; unknown where they differ or cannot be read. -#}
{% macro engine_is_in_range(section, first, last) -%}
    case
        when not coalesce(
            {{ engine_is_readable_section(section) }}
            and {{ engine_is_readable_section(first) }}
            and {{ engine_is_readable_section(last) }},
            false
        )
            then 'unknown'
        {% for reading in ['lpad', 'rpad'] -%}
            {{ 'when' if loop.first else 'and' }} {{ engine_section_key(section, reading) }}
            between {{ engine_section_key(first, reading) }} and {{ engine_section_key(last, reading) }}
        {% endfor -%}
        then 'yes'
        {% for reading in ['lpad', 'rpad'] -%}
            {{ 'when' if loop.first else 'or' }} {{ engine_section_key(section, reading) }}
            between {{ engine_section_key(first, reading) }} and {{ engine_section_key(last, reading) }}
        {% endfor -%}
        then 'unknown'
        else 'no'
    end
{%- endmacro %}

{#-
Whether a section is of a chapter, by how the line names it: `ch. 25` holds the sections 2501 to 2599 (chapters counted
in hundreds), `art. 263` those whose number before the point is 263. Unknown where line or section is written otherwise.
-#}
{% macro engine_is_in_chapter(section, chapter) -%}
    {%- set placed -%}
        case split_part({{ chapter }}, ' ', 1)
                when 'ch.' then regexp_extract(lower({{ section }}), '^([0-9]+)[0-9]{2}([.]?[0-9]*[a-z]*)$', 1)
                when 'art.' then regexp_extract(lower({{ section }}), '^([0-9]+[a-z]*)[.][0-9]+[a-z]*$', 1)
            end
    {%- endset -%}
    case nullif({{ placed }}, '') = lower(split_part({{ chapter }}, ' ', 2))
            when true then 'yes'
            when false then 'no'
            else 'unknown'
        end
{%- endmacro %}
