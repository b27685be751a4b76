{#- The age band of complete years; null where the age is. -#}
{% macro age_band(years) -%}
    case
        {% for below, band in [(18, '17 and under'), (21, '18 to 20'), (25, '21 to 24'), (35, '25 to 34'),
            (45, '35 to 44'), (55, '45 to 54'), (65, '55 to 64')] -%}
        when {{ years }} < {{ below }} then '{{ band }}'
        {% endfor -%}
        when {{ years }} is not null then '65 and over'
    end
{%- endmacro %}

{#-
The one code on record. Several are a group of their own; what does not look like a code is not repeated: a shifted
column could hold a name.
-#}
{% macro as_recorded(codes) -%}
    case
        when len({{ codes }}) = 0 then 'not recorded'
        when len({{ codes }}) > 1 then 'several recorded'
        when regexp_full_match({{ codes }}[1], '[A-Z0-9]{1,2}') then {{ codes }}[1]
        else 'not understood'
    end
{%- endmacro %}
