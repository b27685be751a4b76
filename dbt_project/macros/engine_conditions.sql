{#-
Conditions of selectors, as answers: no, unknown, yes in the order of the alphabet (three_valued_logic.sql). A condition
that a selector does not set is yes; what the record does not tell is unknown.
-#}
{% macro engine_is_in(asked, value, hit='yes', miss='no', has='list_contains') -%}
    case
        when len({{ asked }}) = 0 then 'yes'
        when {{ value }} is null then 'unknown'
        when {{ has }}({{ asked }}, {{ value }}) then '{{ hit }}'
        else '{{ miss }}'
    end
{%- endmacro %}

{% macro engine_compares(limit, value, sign) -%}
    case
        when {{ limit }} is null or {{ value }} {{ sign }} {{ limit }} then 'yes'
        when {{ value }} is null then 'unknown'
        else 'no'
    end
{%- endmacro %}

{#- A section with a subdivision stands for every charge below it. Sections of another state are others. -#}
{% macro engine_is_section(asked) -%}
    case
        when len({{ asked }}) = 0 then 'yes'
        when jurisdiction = 'elsewhere' then 'no'
        when sections is null then 'unknown'
        when list_has_any({{ asked }}, sections)
            or len(list_filter({{ asked }}, lambda one:
                contains(one, '(') and (starts_with(section_in_full, one) or starts_with(section_with_code, one))
            )) > 0
            then 'yes'
        else 'no'
    end
{%- endmacro %}

{#- Whether a span of days is in a time: not before its first day, and before its end. -#}
{% macro engine_is_from(limit, earliest, latest) -%}
    case
        when {{ limit }} is null or {{ earliest }} >= {{ limit }} then 'yes'
        when {{ latest }} < {{ limit }} then 'no'
        else 'unknown'
    end
{%- endmacro %}

{% macro engine_is_before(limit, earliest, latest) -%}
    case
        when {{ limit }} is null or {{ latest }} < {{ limit }} then 'yes'
        when {{ earliest }} >= {{ limit }} then 'no'
        else 'unknown'
    end
{%- endmacro %}

{#- What an earlier finding says of relief: only eligible is relief. -#}
{% macro engine_relief_given(findings) -%}
    {{ as_answer("case when " ~ findings ~ ".outcome = 'eligible' then 'yes' when " ~ findings
        ~ ".outcome in ('review', 'undeterminable') and not " ~ findings ~ ".is_out_of_reach then 'unknown' else 'no' end") }}
{%- endmacro %}

{#- A status of an element; the order is that of combinations: the least of several is the best. -#}
{% macro engine_status_type() -%}
    enum('met', 'presumed', 'not_yet', 'unknown', 'not_met')
{%- endmacro %}

{% macro engine_as_status(words) -%}
    cast({{ words }} as {{ engine_status_type() }})
{%- endmacro %}

{#-
The day on which a time since `day` is over: the same day of a later month, 29 February becoming 1 March in a year
without one; the day after it where `is_day_after`, but not after such a 1 March; then whole days.
-#}
{% macro engine_over_on(day, years, months='0', days='0', is_day_after='false') -%}
    {%- set later = '(' ~ day ~ ' + to_months(cast(12 * ' ~ years ~ ' + ' ~ months ~ ' as integer)))' -%}
    cast({{ later }} + to_days(cast(
        {{ days }} + case when {{ is_day_after }} or day({{ later }}) < day({{ day }}) then 1 else 0 end as integer
    )) as date)
{%- endmacro %}

{#- A day from which things are otherwise, where it is still to come. -#}
{% macro engine_if_to_come(day, as_of='elements.as_of_date') -%}
    case when {{ day }} > {{ as_of }} then {{ day }} end
{%- endmacro %}
