{#-
Paths of a remedy whose elements lead to review or leave it undeterminable: what words come to, as a type whose order is
how grave an outcome is, so that the greatest of several counts; and the finding of a path, as a value whose order is
which of several paths is the better (outcome, then the earlier day, then the order of the paths).
-#}
{% macro path_severity() -%}
    enum('eligible', 'not_yet', 'undeterminable', 'review', 'ineligible', 'already_relieved')
{%- endmacro %}

{% macro what_words_come_to(elements, undeterminable_where_unknown) -%}
    {%- set for_review = elements | reject('in', undeterminable_where_unknown) | list -%}
    {%- set not_on_record = elements | select('in', undeterminable_where_unknown) | list -%}
    case
            when 'not_met' in ({{ elements | join(', ') }}) then 'ineligible'
            {% if for_review %}when 'unknown' in ({{ for_review | join(', ') }}) then 'review'
            {% endif %}{% if not_on_record %}when 'unknown' in ({{ not_on_record | join(', ') }}) then 'undeterminable'
            {% endif %}when 'not_yet' in ({{ elements | join(', ') }}) then 'not_yet'
            else 'eligible'
        end
{%- endmacro %}

{#- Reads the columns outcome_<path><which> and day_<path>; at_least: an outcome that the level alone brings about. -#}
{% macro path_finding(path, which, paths, at_least=none) -%}
    {%- set outcome -%}
        {%- if at_least -%}greatest(outcome_{{ path }}{{ which }}, cast('{{ at_least }}' as {{ path_severity() }}))
        {%- else -%}outcome_{{ path }}{{ which }}{%- endif -%}
    {%- endset -%}
    struct_pack(
                outcome := cast(
                    cast({{ outcome }} as varchar)
                    as enum('already_relieved', 'eligible', 'not_yet', 'review', 'undeterminable', 'ineligible')
                ),
                eligible_on := coalesce(
                    case when {{ outcome }} in ('eligible', 'not_yet') then day_{{ path }} end,
                    cast('infinity' as date)
                ),
                path := cast('{{ path }}' as enum('{{ paths | join("', '") }}'))
            )
{%- endmacro %}
