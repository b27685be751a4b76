{#-
Conditions of selectors, as answers: no, unknown, yes in the order of the alphabet (three_valued_logic.sql). A condition
that a selector does not set is yes; what the record does not tell is unknown.
-#}
{% macro engine_is_in(asked, value) -%}
    case
        when len({{ asked }}) = 0 then 'yes'
        when {{ value }} is null then 'unknown'
        when list_contains({{ asked }}, {{ value }}) then 'yes'
        else 'no'
    end
{%- endmacro %}

{% macro engine_is_not_in(asked, value) -%}
    case
        when len({{ asked }}) = 0 then 'yes'
        when {{ value }} is null then 'unknown'
        when list_contains({{ asked }}, {{ value }}) then 'no'
        else 'yes'
    end
{%- endmacro %}

{% macro engine_compares(limit, value, sign) -%}
    case
        when {{ limit }} is null then 'yes'
        when {{ value }} is null then 'unknown'
        when {{ value }} {{ sign }} {{ limit }} then 'yes'
        else 'no'
    end
{%- endmacro %}

{#- A section with a subdivision stands for every charge below it. Sections of another state are others. -#}
{% macro engine_is_section(asked, hit, miss) -%}
    case
        when len({{ asked }}) = 0 then 'yes'
        when jurisdiction = 'elsewhere' then '{{ miss }}'
        when sections is null then 'unknown'
        when list_has_any({{ asked }}, sections)
            or len(list_filter(
                {{ asked }},
                lambda one: contains(one, '(')
                and (starts_with(section_in_full, one) or starts_with(section_with_code, one))
            )) > 0
            then '{{ hit }}'
        else '{{ miss }}'
    end
{%- endmacro %}

{#- Whether a span of days is at or after a day (at_or_after) or before it. -#}
{% macro engine_is_from(limit, earliest, latest) -%}
    case
        when {{ limit }} is null then 'yes'
        when {{ earliest }} >= {{ limit }} then 'yes'
        when {{ latest }} < {{ limit }} then 'no'
        else 'unknown'
    end
{%- endmacro %}

{% macro engine_is_before(limit, earliest, latest) -%}
    case
        when {{ limit }} is null then 'yes'
        when {{ latest }} < {{ limit }} then 'yes'
        when {{ earliest }} >= {{ limit }} then 'no'
        else 'unknown'
    end
{%- endmacro %}

{#- One answer without another: an exception. -#}
{% macro engine_without(answer, exception) -%}
    least({{ answer }}, {{ not_3v('coalesce(' ~ exception ~ ', ' ~ as_answer("'no'") ~ ')') }})
{%- endmacro %}

{#- A status of an element; the order is that of combinations: the least of several is the best. -#}
{% macro engine_status_type() -%}
    enum('met', 'presumed', 'not_yet', 'unknown', 'not_met')
{%- endmacro %}

{% macro engine_as_status(words) -%}
    cast({{ words }} as {{ engine_status_type() }})
{%- endmacro %}

{#-
The day on which a time since `day` is over: the same day of a later month, 29 February becoming 1 March in a year without
one; the day after it where `is_day_after`, but not after such a 1 March; then whole days.
-#}
{% macro engine_over_on(day, years, months, days, is_day_after) -%}
    {%- set later = '(' ~ day ~ ' + to_months(cast(12 * ' ~ years ~ ' + ' ~ months ~ ' as integer)))' -%}
    cast(
        {{ later }}
        + to_days(cast(
            {{ days }}
            + case when {{ is_day_after }} or day({{ later }}) < day({{ day }}) then 1 else 0 end
            as integer
        ))
        as date
    )
{%- endmacro %}

{#- Whether one span of days is wholly after another. -#}
{% macro engine_is_later(later, earlier) -%}
    case
        when {{ later }}.day_earliest > {{ earlier }}.day_latest then 'yes'
        when {{ later }}.day_latest <= {{ earlier }}.day_earliest then 'no'
        else 'unknown'
    end
{%- endmacro %}

{#- The answer of a counted unit, where only units of this state count. -#}
{% macro engine_in_scope(scope, counted) -%}
    case
        when {{ scope }} = 'here' and {{ counted }}.jurisdiction = 'unknown' then least({{ counted }}.answer, 'unknown')
        else {{ counted }}.answer
    end
{%- endmacro %}

{#-
How many units surely and perhaps count, by what they are counted as, and what the count rests on. Rows that say no are
there for what may change and for what is presumed.
-#}
{% macro engine_counts_of_group(counted_as, unit_number='unit_number') -%}
    count(distinct {{ counted_as }}) filter (where answer = 'yes') as surely,
    count(distinct {{ counted_as }}) filter (where answer <> 'no') as perhaps,
    count(distinct {{ counted_as }}) filter (where also_answer = 'yes') as also_surely,
    count(distinct {{ counted_as }}) filter (where also_answer <> 'no') as also_perhaps,
    count(*) filter (where is_presumed and answer = 'no') as presumed,
    min(valid_until) as valid_until,
    case
        when bool_or(source = 'established_facts') then 'established_facts'
        else coalesce(max(source) filter (where answer <> 'no'), 'history')
    end as source,
    count(over_on) filter (where answer <> 'no') as dated,
    max(over_on) filter (where answer <> 'no') as over_on,
    list_sort(list(unit_id) filter (where answer <> 'no' or is_presumed)) as rests_on,
    list_sort(list({{ unit_number }}) filter (where answer = 'unknown')) as asks_about
{%- endmacro %}
