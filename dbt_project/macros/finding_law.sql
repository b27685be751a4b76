{#- The word of the element that decided an outcome: a policy's check that is met gives relief. -#}
{% macro word_that_decides(outcome) -%}
    case {{ outcome }}
            when 'eligible' then 'met'
            when 'not_yet' then 'not_yet'
            when 'review' then 'unknown'
            when 'undeterminable' then 'unknown'
            else 'not_met'
        end
{%- endmacro %}

{#- Whether a row of law table finding_law decides a finding, or a kind of finding: all that the row names is so of it. -#}
{% macro is_decided_by(findings, finding_law) -%}
    {{ findings }}.remedy_id = {{ finding_law }}.remedy_id
        and coalesce({{ findings }}.path = {{ finding_law }}.path, {{ finding_law }}.path is null)
        and coalesce({{ findings }}.reason_code = {{ finding_law }}.reason_code, true)
        and (
            {{ finding_law }}.element is null
            or list_contains({{ finding_law }}.words, case
                when list_has_any({{ findings }}.presumed_facts, {{ finding_law }}.presumptions) then 'presumed'
                when {{ findings }}.deciding_element = {{ finding_law }}.element
                    then {{ word_that_decides(findings ~ '.outcome') }}
                when {{ findings }}.deciding_element is null then 'met'
            end)
        )
{%- endmacro %}
