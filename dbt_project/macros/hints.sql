{#- Whether the record meets a condition: yes (also if none is asked), no, or unknown if it has nothing of the kind. -#}
{% macro as_asked(asked, has, is_told) -%}
    case
            when {{ asked }} is null then 'yes'
            when not ({{ is_told }}) then 'unknown'
            when ({{ has }}) = ({{ asked }} = 'yes') then 'yes'
            else 'no'
        end
{%- endmacro %}

{#- A hint says in its first word that it is one. -#}
{% macro hint_in_words(conditions) -%}
    'Hint: ' || hint_text || coalesce(' (form ' || form || ')', '')
    || case when len({{ conditions }}) > 0 then ', if ' || array_to_string({{ conditions }}, ' and ') else '' end
    || '. ' || further_text
{%- endmacro %}
