{#-
Whether what ends between two days is over on the as-of date: its last day lies before it (met), its first does not
(not_yet), or it cannot be told. What a person looked up on record decides.
-#}
{% macro has_ended(first_end, last_end, looked_up=none) -%}
    case
        {% if looked_up %}when {{ looked_up }} = 'yes' then 'met'
        when {{ looked_up }} = 'no' then 'not_yet'
        {% endif %}when {{ last_end }} < as_of_date then 'met'
        when {{ first_end }} >= as_of_date then 'not_yet'
        else 'unknown'
    end
{%- endmacro %}

{#- The first day on which it is over; none where the record does not say so, or a person found that it is not. -#}
{% macro ended_on(last_end, looked_up) -%}
    cast(
        case
            when {{ looked_up }} is null or ({{ looked_up }} = 'yes' and {{ last_end }} < as_of_date)
                then {{ last_end }} + interval 1 day
        end as date
    )
{%- endmacro %}

{#- Whether years have elapsed since what lies between two days. -#}
{% macro years_have_elapsed(first_day, last_day, years) -%}
    case
        when as_of_date >= {{ years_elapsed_on(last_day, years) }} then 'met'
        when as_of_date < {{ years_elapsed_on(first_day, years) }} then 'not_yet'
        else 'unknown'
    end
{%- endmacro %}
