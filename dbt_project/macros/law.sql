{#- A dated parameter of the law, by name: the row in force on the run's as-of date. No number stands in rule SQL. -#}
{% macro law_value(parameter) -%}
    (
        select parameters.value
        from {{ law('parameters') }} as parameters, {{ source('intake', 'run_parameters') }} as run
        where parameters.parameter = '{{ parameter }}'
            and run.as_of_date >= parameters.effective_from
            and (parameters.effective_to is null or run.as_of_date <= parameters.effective_to)
    )
{%- endmacro %}

{% macro law_date(parameter) -%}
    cast({{ law_value(parameter) }} as date)
{%- endmacro %}

{% macro law_integer(parameter) -%}
    cast({{ law_value(parameter) }} as integer)
{%- endmacro %}

{#- Whether the law says so, by a parameter: true, false, or NULL where it leaves that open. -#}
{% macro law_says(parameter) -%}
    case {{ law_value(parameter) }}
        when 'true' then true when '1' then true when 'false' then false when '0' then false
    end
{%- endmacro %}

{#-
A path, first that applies: any element not_met -> ineligible; any unknown -> review or undeterminable, as the law table
says; any not_yet -> not_yet; else eligible (design, "A remedy has one or more paths"). Each argument is a condition.
-#}
{% macro outcome_of_words(any_not_met, any_for_review, any_undeterminable, any_not_yet) -%}
    case
        when {{ any_not_met }} then 'ineligible'
        when {{ any_for_review }} then 'review'
        when {{ any_undeterminable }} then 'undeterminable'
        when {{ any_not_yet }} then 'not_yet'
        else 'eligible'
    end
{%- endmacro %}

{#- The same of elements that stand in columns, each of which leads to review where it is unknown. -#}
{% macro path_outcome(elements) -%}
    {%- set words = elements | join(', ') -%}
    {{ outcome_of_words(
        "'not_met' in (" ~ words ~ ')', "'unknown' in (" ~ words ~ ')', 'false', "'not_yet' in (" ~ words ~ ')'
    ) }}
{%- endmacro %}

{#- The first element that decided the outcome, in the order of path_outcome; null where every element is satisfied. -#}
{% macro deciding_element(elements, words=['not_met', 'unknown', 'not_yet']) -%}
    case
        {% for word in words %}{% for element in elements %}when {{ element }} = '{{ word }}' then '{{ element }}'
        {% endfor %}{% endfor %}end
{%- endmacro %}

{#-
How doubtful a tag of the law is: its weakest part in the order V, P, C, S, M, inference, from 0. A part that is no tag ("legal
question") is our reading until counsel answers. The same order stands in orchestration/law/verification_tags.py; a test compares them.
-#}
{% macro doubt(verified) -%}
    list_max(list_transform(
        regexp_split_to_array({{ verified }}, '[/;+]'),
        lambda part: case
            when regexp_matches(trim(part), '^V([^A-Za-z]|$)') then 0
            when regexp_matches(trim(part), '^P([^A-Za-z]|$)') then 1
            when regexp_matches(trim(part), '^C([^A-Za-z]|$)') then 2
            when regexp_matches(trim(part), '^S([^A-Za-z]|$)') then 3
            when regexp_matches(trim(part), '^M([^A-Za-z]|$)') then 4
            else 5
        end
    ))
{%- endmacro %}

{% macro doubt_in_words(rank) -%}
    ['V', 'P', 'C', 'S', 'M', 'inference'][{{ rank }} + 1]
{%- endmacro %}

{#- The tag of a reason with how doubtful it is, and behind it that of what else decided where it is weaker. -#}
{% macro weaker_shown(verified, own_doubt, other_doubt) -%}
    {{ verified }}
    || case when {{ other_doubt }} > {{ own_doubt }} then '; ' || {{ doubt_in_words(other_doubt) }} else '' end
{%- endmacro %}

{#- The key of a line of an offense list, as counts and signatures name it (models/rules/packs.yml, row_keys). -#}
{% macro list_line_key(prefix='') -%}
    concat_ws(
            ' ', {{ prefix }}offense_list, {{ prefix }}code_book, {{ prefix }}section, {{ prefix }}subdivision,
            {{ prefix }}match_mode, {{ prefix }}offense_from, {{ prefix }}offense_to
        )
{%- endmacro %}

{#- A row of the law decides every finding of its kind: those that came out alike. -#}
{% macro is_of_the_kind(subjects, grounds) -%}
    {{ subjects }}.remedy_id = {{ grounds }}.remedy_id
        {%- for column in ['path', 'outcome', 'reason_code', 'deciding_element', 'presumed_facts'] %}
        and {{ subjects }}.{{ column }} is not distinct from {{ grounds }}.{{ column }}
        {%- endfor %}
{%- endmacro %}

{#-
Which rows of the law decided each of `subjects` (subject_id, person_id, remedy_id, path, outcome, reason_code,
deciding_element, presumed_facts): those of its kind, and those of the one charge or arrest. The table `decided`.
-#}
{% macro rows_of_law_that_decided(subjects) -%}
decided as (

    select
        {{ subjects }}.subject_id,
        {{ subjects }}.person_id,
        {{ subjects }}.remedy_id,
        {{ subjects }}.outcome,
        grounds.law_table,
        grounds.row_key
    from {{ subjects }}
    inner join {{ rule('deciding_law_rows') }} as grounds on {{ is_of_the_kind(subjects, 'grounds') }}
    union all
    -- (Few, so that those the kind has too are looked for here, and not among all.)
    select distinct
        {{ subjects }}.subject_id,
        {{ subjects }}.person_id,
        {{ subjects }}.remedy_id,
        {{ subjects }}.outcome,
        own.law_table,
        own.row_key
    from {{ rule('deciding_law_rows_by_unit') }} as own
    inner join {{ subjects }}
        on own.unit_id = {{ subjects }}.subject_id
        and own.person_id = {{ subjects }}.person_id
        and own.remedy_id = {{ subjects }}.remedy_id
    anti join {{ rule('deciding_law_rows') }} as grounds
        on {{ is_of_the_kind(subjects, 'grounds') }}
        and own.law_table = grounds.law_table
        and own.row_key = grounds.row_key

)
{%- endmacro %}

{#-
Whether a law of the state clears charges that ended without a conviction, by the kinds of its paths. The same is asked of the
packs in orchestration/law/cleared_charges.py, for lists of figures that rest on no data.
-#}
{% macro clears_charges() -%}
    exists (
        select 1
        from {{ law('paths') }} as paths
        inner join {{ law('selectors') }} as selectors on paths.kind = selectors.selector
        where
            paths.relief is not null
            and paths.comes_to = 'eligible'
            and selectors.of_unit = 'charge'
            and len(list_filter(
                selectors.dispositions,
                lambda disposition: disposition not in ('conviction', 'pardoned', 'conditionally_pardoned')
            )) > 0
    )
{%- endmacro %}
