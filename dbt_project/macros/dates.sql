{#-
A date as received is YYYYMMDD text that may be partial, impossible or absent. It becomes three columns, so that a rule
can compare without guessing: <name>_date_earliest and <name>_date_latest (its possible range; equal if the day is
known, both null if nothing is) and <name>_date_precision, one word: day | month | year | blank | malformed |
after_data_cut. YYYY0000 keeps its year: it is not null and not 1 January. Each distinct
text is parsed once (stg_<st>__date_texts); whether a date is after the cut of its delivery is checked row by row.
-#}
{% macro date_precision_of(text, parsed) -%}
    case
        when {{ text }} is null then 'blank'
        when {{ parsed }}.date_earliest > data_as_of then 'after_data_cut'
        else coalesce({{ parsed }}.date_precision, 'malformed')
    end
{%- endmacro %}

{#- The last day of a span, from its first day and its precision. -#}
{% macro date_latest(earliest, precision) -%}
    case {{ precision }}
        when 'day' then {{ earliest }}
        when 'month' then last_day({{ earliest }})
        when 'year' then make_date(year({{ earliest }}), 12, 31)
    end
{%- endmacro %}

{#-
The day on which `years` years have passed since `from_date`, by the calendar. 29 February becomes 1 March in a year
without one (parameter leap_rule = mar1): DuckDB's own `+ interval` would give 28 February (measured).
-#}
{% macro anniversary(from_date, years) -%}
    case
        when month({{ from_date }}) = 2 and day({{ from_date }}) = 29
            and last_day(make_date(year({{ from_date }}) + ({{ years }}), 2, 1)) = make_date(year({{ from_date }}) + ({{ years }}), 2, 28)
            then make_date(year({{ from_date }}) + ({{ years }}), 3, 1)
        else make_date(year({{ from_date }}) + ({{ years }}), month({{ from_date }}), day({{ from_date }}))
    end
{%- endmacro %}

{#- Complete calendar years from one day to another; null if the first is unknown or later. -#}
{% macro complete_years(from_date, to_date) -%}
    case
        when {{ from_date }} <= {{ to_date }}
            then
                year({{ to_date }}) - year({{ from_date }})
                - case
                    when {{ anniversary(from_date, 'year(' ~ to_date ~ ') - year(' ~ from_date ~ ')') }} > {{ to_date }}
                        then 1
                    else 0
                end
    end
{%- endmacro %}

{#-
The first day on which `years` years have elapsed since `from_date`: the day after the same day of the year (parameter
anniversary_rule = strictly_after); from a 29 February, in a year without one, 1 March, which is that day already.
-#}
{% macro years_elapsed_on(from_date, years) -%}
    cast(
        case
            when month({{ from_date }}) = 2 and day({{ from_date }}) = 29
                and last_day(make_date(year({{ from_date }}) + ({{ years }}), 2, 1))
                = make_date(year({{ from_date }}) + ({{ years }}), 2, 28)
                then make_date(year({{ from_date }}) + ({{ years }}), 3, 1)
            else make_date(year({{ from_date }}) + ({{ years }}), month({{ from_date }}), day({{ from_date }}))
                + interval 1 day
        end as date
    )
{%- endmacro %}
