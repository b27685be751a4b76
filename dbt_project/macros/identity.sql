{#- People whose ids contradict each other in a way that sends what is determined of them to review; each once. -#}
{% macro people_in_conflict() -%}
    select person_id from {{ ref('int_identity_conflicts') }}
    where sends_to_review
    union
    select other_person_id from {{ ref('int_identity_conflicts') }}
    where sends_to_review
{%- endmacro %}
