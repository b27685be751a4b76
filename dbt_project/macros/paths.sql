{#-
Paths of a remedy whose elements lead to review or leave it undeterminable: what words come to, as a type whose order is
how grave an outcome is, so that the greatest of several counts; and the finding of a path, as a value whose order is
which of several paths is the better (outcome, then the earlier day, then the order of the paths).
-#}
{% macro path_severity() -%}
    enum('eligible', 'not_yet', 'for_counsel', 'undeterminable', 'review', 'ineligible', 'already_relieved')
{%- endmacro %}

{% macro what_words_come_to(elements, undeterminable_where_unknown) -%}
    {%- set for_counsel = elements | select('in', readings_for_counsel()) | list -%}
    {%- set for_review = elements | reject('in', undeterminable_where_unknown + for_counsel) | list -%}
    {%- set not_on_record = elements | select('in', undeterminable_where_unknown) | list -%}
    case
            when 'not_met' in ({{ elements | join(', ') }}) then 'ineligible'
            {% if for_review %}when 'unknown' in ({{ for_review | join(', ') }}) then 'review'
            {% endif %}{% if not_on_record %}when 'unknown' in ({{ not_on_record | join(', ') }}) then 'undeterminable'
            {% endif %}{% if for_counsel %}when 'unknown' in ({{ for_counsel | join(', ') }}) then 'review'
            {% endif %}when 'not_yet' in ({{ elements | join(', ') }}) then 'not_yet'
            else 'eligible'
        end
{%- endmacro %}

{#- The same of one word, where the law table says what an unknown one leads to: of several the greatest counts. -#}
{% macro what_one_word_comes_to(word, element, when_unknown) -%}
    cast(
        case {{ word }}
            when 'not_met' then case {{ element }} when 'not_relieved_before' then 'already_relieved' else 'ineligible' end
            when 'unknown' then {{ when_unknown }}
            when 'not_yet' then 'not_yet'
            else 'eligible'
        end as {{ path_severity() }}
    )
{%- endmacro %}

{#- The best of several paths, each as what its words come to. -#}
{% macro best_of_paths(paths) -%}
    {%- set paths = paths | join(', ') -%}
    case
            {% for comes_to, outcome in [
                ('already_relieved', 'already_relieved'), ('eligible', 'eligible'), ('not_yet', 'not_yet'),
                ('review', 'review'), ('for_counsel', 'review'), ('undeterminable', 'undeterminable')
            ] -%}
            when '{{ comes_to }}' in ({{ paths }}) then '{{ outcome }}'
            {% endfor -%}
            else 'ineligible'
        end
{%- endmacro %}

{#- Reads the columns outcome_<path> and day_<path>; where the level leaves it in doubt, a person must look, at least. -#}
{% macro path_finding(path, paths, is_level_in_doubt=false) -%}
    struct_pack(
                outcome := cast(
                    cast(
                        {% if is_level_in_doubt %}greatest(outcome_{{ path }}, cast('review' as {{ path_severity() }}))
                        {% else %}outcome_{{ path }}
                        {% endif %}as varchar
                    )
                    as enum('already_relieved', 'eligible', 'not_yet', 'review', 'undeterminable', 'ineligible')
                ),
                eligible_on := {% if is_level_in_doubt -%}
                    cast('infinity' as date)
                {%- else -%}
                    coalesce(
                        case when outcome_{{ path }} in ('eligible', 'not_yet') then day_{{ path }} end,
                        cast('infinity' as date)
                    )
                {%- endif %},
                -- (Where every path is barred, the one for the level of the conviction says why.)
                is_barred_whatever_the_level := {{ "outcome_" ~ path ~ " = 'ineligible'" if path == 'probation' else 'false' }},
                path := cast('{{ path }}' as enum('{{ paths | join("', '") }}'))
            )
{%- endmacro %}

{#- Words for outcomes in the order in which a remedy takes its best path (design, "A remedy has one or more paths"). -#}
{% macro as_outcome(outcomes) -%}
    cast({{ outcomes }} as enum('already_relieved', 'eligible', 'not_yet', 'review', 'undeterminable', 'ineligible'))
{%- endmacro %}

{#-
The outcome of a path, first that applies: relieved before -> already_relieved; any element not_met -> ineligible; any
unknown that leads to review -> review; any other unknown -> undeterminable, but a reading for counsel -> review; any
not_yet -> not_yet; else eligible.
-#}
{% macro outcome_of_path(elements, undeterminable) -%}
    {{ as_outcome(
        "case when not_relieved_before = 'not_met' then 'already_relieved' else "
        ~ what_words_come_to(elements, undeterminable) ~ " end"
    ) }}
{%- endmacro %}

{#-
A path as one value that sorts as the design says: the better outcome, among equals the earlier day (one that is not
known last; where nothing waits for a day there is none), then the place of the path. ``day``: none where it is in doubt.
-#}
{% macro path_taken(outcome, day, place, path) -%}
    {
        'outcome': {{ outcome }},
        'day': {% if day %}case when {{ outcome }} in ('eligible', 'not_yet') then {{ day }} end
               {%- else %}cast(null as date){% endif %},
        'place': {{ place }},
        'path': '{{ path }}'
    }
{%- endmacro %}

{#- The first element that decided the path, in the order of outcome_of_path; null where every element is satisfied. -#}
{% macro deciding_element_of_path(elements, undeterminable) -%}
    case
        {% for element in elements %}when {{ element }} = 'not_met' then '{{ element }}'
        {% endfor %}{% for element in elements | reject('in', undeterminable + readings_for_counsel()) %}when {{ element }} = 'unknown' then '{{ element }}'
        {% endfor %}{% for element in elements | select('in', undeterminable) %}when {{ element }} = 'unknown' then '{{ element }}'
        {% endfor %}{% for element in elements | select('in', readings_for_counsel()) %}when {{ element }} = 'unknown' then '{{ element }}'
        {% endfor %}{% for element in elements %}when {{ element }} = 'not_yet' then '{{ element }}'
        {% endfor %}end
{%- endmacro %}
