{#-
A date as received is YYYYMMDD text that may be partial, impossible or absent. It becomes four columns, so that a rule
can compare without guessing: <name>_date (only where the day is known), <name>_date_earliest and <name>_date_latest
(the span it can lie in; both null where nothing is known) and <name>_date_precision, one word:
day | month | year | blank | malformed | after_data_cut. YYYY0000 keeps its year. (formats/ca_doj.md, "File".)
-#}
{% macro date_precision(text, latest_possible) -%}
    case
        when {{ text }} is null then 'blank'
        when length({{ text }}) <> 8 or not regexp_full_match({{ text }}, '[0-9]{8}') then 'malformed'
        when {{ text }} < '18500101' then 'malformed'
        when left({{ text }}, 4) > left(strftime({{ latest_possible }}, '%Y%m%d'), 4) then 'after_data_cut'
        when {{ text }} like '____0000' then 'year'
        when {{ text }} like '______00' and try_strptime(left({{ text }}, 6) || '01', '%Y%m%d') is null then 'malformed'
        when {{ text }} like '______00'
            and left({{ text }}, 6) > left(strftime({{ latest_possible }}, '%Y%m%d'), 6) then 'after_data_cut'
        when {{ text }} like '______00' then 'month'
        when try_strptime({{ text }}, '%Y%m%d') is null then 'malformed'
        when {{ text }} > strftime({{ latest_possible }}, '%Y%m%d') then 'after_data_cut'
        else 'day'
    end
{%- endmacro %}

{% macro date_earliest(text, precision) -%}
    case {{ precision }}
        when 'day' then try_strptime({{ text }}, '%Y%m%d')::date
        when 'month' then try_strptime(left({{ text }}, 6) || '01', '%Y%m%d')::date
        when 'year' then try_strptime(left({{ text }}, 4) || '0101', '%Y%m%d')::date
    end
{%- endmacro %}

{% macro date_latest(text, precision) -%}
    case {{ precision }}
        when 'day' then try_strptime({{ text }}, '%Y%m%d')::date
        when 'month' then last_day(try_strptime(left({{ text }}, 6) || '01', '%Y%m%d')::date)
        when 'year' then try_strptime(left({{ text }}, 4) || '1231', '%Y%m%d')::date
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
