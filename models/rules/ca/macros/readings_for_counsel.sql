{#-
How the section reads, where nothing on record is missing: for counsel, so review. What is not on record goes before it
(undeterminable): nobody is asked how the law reads of what may not be so.
-#}
{% macro readings_for_counsel() -%}
    {{ return([
        'infractions_are_meant', 'acquittal_of_a_misdemeanor_needs_no_wait', 'acquittal_of_a_felony_needs_no_wait'
    ]) }}
{%- endmacro %}
