{#-
A county's list names a section, a section with a subdivision, or (no-sub-section): the section without one of (a) to
(d).
-#}
{% macro section_is_listed(listed_sections) -%}
case
            when list_contains({{ listed_sections }}, section) then 'yes'
            when len(list_filter(
                {{ listed_sections }},
                lambda listed: contains(listed, '(') and starts_with(section || coalesce(subdivision_path, ''), listed)
            )) > 0 then 'yes'
            when list_contains({{ listed_sections }}, section || '(no-sub-section)')
                and not regexp_matches(coalesce(subdivision_path, ''), '^\([a-d]\)') then 'yes'
            else 'no'
        end
{%- endmacro %}
