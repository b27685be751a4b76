{#- People whose ids contradict each other in a way that sends what is determined of them to review; each once. -#}
{% macro people_in_conflict() -%}
    select person_id from {{ ref('int_identity_conflicts') }}
    where sends_to_review
    union
    select other_person_id from {{ ref('int_identity_conflicts') }}
    where sends_to_review
{%- endmacro %}

{#- What makes an arrest that arrest: person, county, agency and day, as a content number. -#}
{% macro arrest_number(arrests, person_id) -%}
    {{ content_number("concat_ws('|', " ~ person_id ~ ", coalesce(" ~ arrests ~ ".county_name, ''), coalesce("
        ~ arrests ~ ".agency_code, " ~ arrests ~ ".agency_name, ''), coalesce(strftime("
        ~ arrests ~ ".arrest_date_earliest, '%Y%m%d'), ''), " ~ arrests ~ ".arrest_date_precision)") }}
{%- endmacro %}
