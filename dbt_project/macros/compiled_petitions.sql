{#-
Words of compiled petitions (models/rules/<st>/rule_<st>__petition_paths.sql): a meaning each, beside those of
compiled_law.sql. A path names its elements with what a hint says of each that nobody knows.
-#}
{#- A path of a petition and what it leaves open, in the words of a line of an offense list, else of the pack. -#}
{% macro leaves_open(petition, number, words, lines=[]) -%}
    unit_id, person_id, person_bucket, '{{ petition }}' as remedy_id, {{ number }} as path_number,
    list_filter([
        {%- for one, said in words.items() -%}
        case when {{ one }} is null then {{ in_words(one, said, lines) }} end{{ ', ' if not loop.last }}
        {%- endfor -%}
    ], lambda said: said is not null) as conditions
{%- endmacro %}

{% macro in_words(element, said, lines) -%}
    {%- set words = "'" ~ said | replace("'", "''") ~ "'" -%}
    {{ 'coalesce(' ~ element ~ '_words, ' ~ words ~ ')' if element in lines else words }}
{%- endmacro %}

{% macro may_be_so(elements) -%}
    {{ elements | join(' is not false and ') }} is not false
{%- endmacro %}

{% macro words_of_lines(lists) -%}
    string_agg(distinct lists.fact_needed, ' and ' order by lists.fact_needed)
    filter (where lists.offense_list in ({{ as_literals(lists) }}))
{%- endmacro %}
