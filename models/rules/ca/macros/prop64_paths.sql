{#-
What a path of Proposition 64 comes to, and which path of several is the best: asked of the record as it is
(rule_ca__findings) and of the record as one more answer would make it (rule_ca__what_if_prop64).
-#}
{#- Elements that say whether a row of the matrix is the count's row at all. -#}
{% macro prop64_elements_of_the_row() -%}
    {{ return(['offense_in_time_of_the_row', 'age_of_the_row', 'level_of_the_row', 'fact_of_the_row']) }}
{%- endmacro %}

{% macro prop64_relief_rank(relief) -%}
    case {{ relief }}
        when 'dismiss_and_seal' then 1
        when 'dismiss' then 2
        when 'redesignate_infraction' then 3
        when 'redesignate_misdemeanor' then 4
        when 'no_change' then 5
        else 6
    end
{%- endmacro %}

{#- What a path gives: nothing while it waits, and nothing where an element says no. -#}
{% macro prop64_relief_given(outcome, deciding_element_is_none, relief) -%}
    case
        when {{ outcome }} = 'eligible' or ({{ outcome }} = 'ineligible' and {{ deciding_element_is_none }}) then {{ relief }}
    end
{%- endmacro %}

{#- The order of paths, best first; one that rests on a fact nobody established comes last. -#}
{% macro prop64_best_path_first() -%}
    is_alternative,
    case outcome
        when 'already_relieved' then 0
        when 'eligible' then 1
        when 'review' then 3
        when 'undeterminable' then 4
        else 5
    end,
    {{ prop64_relief_rank('relief_given') }},
    path
{%- endmacro %}

{#- The outcome of a path from what its elements come to together, and from what its row of the matrix says. -#}
{% macro prop64_outcome_of_path(is_relieved, is_alternative, outcome_of_elements, outcome_of_the_row) -%}
    case
        when {{ is_relieved }} then 'already_relieved'
        when {{ is_alternative }} and {{ outcome_of_elements }} = 'review' then 'undeterminable'
        when {{ outcome_of_elements }} = 'eligible' then {{ outcome_of_the_row }}
        else {{ outcome_of_elements }}
    end
{%- endmacro %}
