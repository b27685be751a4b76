{#-
The combination of ids a raw row of California carries: state id (CII without its leading A and zeros) and SUBJECT_ID;
a row with neither is a person of its own. person_key is a number made of them; int_person_links says which person it is.
-#}
{% macro ca_state_id(rows) -%}
    {{ id_with_a_digit("ltrim(ltrim(upper(" ~ clean_masked_text(rows ~ '.cii_number') ~ "), 'A'), '0')") }}
{%- endmacro %}

{% macro ca_issuer_person_id(rows) -%}
    {{ id_with_a_digit(clean_masked_text(rows ~ '.subject_id')) }}
{%- endmacro %}

{#- What has no digit but zeros is no id (XXXXXXXX, UNKNOWN, 00000000): it would make one person of many. -#}
{% macro id_with_a_digit(text) -%}
    case when regexp_matches({{ text }}, '[1-9]') then {{ text }} end
{%- endmacro %}

{% macro ca_person_key(rows) -%}
    {{ short_content_number(ca_ids_of_person(rows)) }}
{%- endmacro %}

{% macro ca_ids_of_person(rows) -%}
    coalesce(
        'state:' || {{ ca_state_id(rows) }} || coalesce(' ca_doj:' || {{ ca_issuer_person_id(rows) }}, ''),
        ' ca_doj:' || {{ ca_issuer_person_id(rows) }},
        'row:' || {{ rows }}.delivery_id || ':' || {{ rows }}.source_line
    )
{%- endmacro %}
