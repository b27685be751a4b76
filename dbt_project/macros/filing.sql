{#- The section a charge names, as one text; the words of the charge if none was read. -#}
{% macro section_text(charges) -%}
    case
        when {{ charges }}.section is null then {{ charges }}.charge_text
        else concat_ws(
                ' ',
                {{ charges }}.charge_prefix,
                {{ charges }}.code_book,
                {{ charges }}.section || coalesce({{ charges }}.subdivision_path, '')
            )
    end
{%- endmacro %}

{#- The date as text (ISO) if it is fully known, otherwise null: a court cannot look for a month. -#}
{% macro day_only(day, precision) -%}
    case when {{ precision }} = 'day' then cast({{ day }} as varchar) end
{%- endmacro %}
