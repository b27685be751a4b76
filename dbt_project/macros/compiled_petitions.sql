{#-
Words of compiled petitions (models/rules/<st>/rule_<st>__petition_paths.sql): a meaning each, beside those of
compiled_law.sql. A path names its elements with what a hint says of each that nobody knows.
-#}
{#- A path of a petition, with what is left open in words: those of the line of an offense list, else those of the pack. -#}
{% macro leaves_open(petition, number, words, lines=[]) -%}
    unit_id, person_id, person_bucket, '{{ petition }}' as remedy_id, {{ number }} as path_number,
    list_filter([
        {%- for one, said in words.items() %}
        {%- set literal = "'" ~ said | replace("'", "''") ~ "'" %}
        case when {{ one }} is null then {% if one in lines %}coalesce({{ one }}_words, {{ literal }})
            {%- else %}{{ literal }}{% endif %} end{{ ',' if not loop.last }}
        {%- endfor %}
    ], lambda said: said is not null) as conditions
{%- endmacro %}

{% macro may_be_so(elements) -%}
    {{ elements | join(' is not false and ') }} is not false
{%- endmacro %}

{% macro words_of_lines(lists) -%}
    string_agg(distinct lists.fact_needed, ' and ' order by lists.fact_needed)
    filter (where lists.offense_list in ({{ as_literals(lists) }}))
{%- endmacro %}
