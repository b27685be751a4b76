{#- The age bands, each with the age below which it ends; the last has no end. -#}
{% macro age_bands() -%}
    {{ return({
        '17 and under': 18, '18 to 20': 21, '21 to 24': 25, '25 to 34': 35, '35 to 44': 45, '45 to 54': 55,
        '55 to 64': 65, '65 and over': none
    }) }}
{%- endmacro %}

{#- The age band of complete years; null if the age is. -#}
{% macro age_band(years) -%}
    case
        {% for band, below in age_bands().items() -%}
        when {{ years }} {{ '< ' ~ below if below else 'is not null' }} then '{{ band }}'
        {% endfor -%}
    end
{%- endmacro %}

{#-
The one code on record. Several are a group of their own; what does not look like a code is not repeated: a shifted
column could hold a name.
-#}
{% macro as_recorded(codes) -%}
    case
        when len({{ codes }}) = 0 then 'not recorded'
        when len({{ codes }}) > 1 then 'several recorded'
        when regexp_full_match({{ codes }}[1], '[A-Z0-9]{1,2}') then {{ codes }}[1]
        else 'not understood'
    end
{%- endmacro %}

{#- Age in complete years on the as-of date, at least and at most: the record may leave several days of birth open. -#}
{% macro ages_of(people) -%}
{{ complete_years(people ~ '.birth_date_latest', 'run_parameters.as_of_date') }} as age_at_least_years,
        {{ complete_years(people ~ '.birth_date_earliest', 'run_parameters.as_of_date') }} as age_at_most_years
{%- endmacro %}

{#- The groups of a person, from codes and ages: if the possible birth dates are in two bands, age is unknown. -#}
{% macro groups_of_a_person() -%}
{{ as_recorded('race_codes') }} as race_group,
    {{ as_recorded('sex_codes') }} as sex_group,
    case
        when is_deceased then 'deceased'
        when {{ age_band('age_at_least_years') }} = {{ age_band('age_at_most_years') }}
            then {{ age_band('age_at_least_years') }}
        else 'not known'
    end as age_band,
    case when is_deceased then 'deceased' else 'living' end as vital_status
{%- endmacro %}

{#- The name of a code in a law table or a vocabulary of the state (`table`); the code itself where none is known. -#}
{% macro name_of(code, table, codes, names, rows='true') -%}
coalesce(
        (select min(named.{{ names }}) from {{ table }} as named where named.{{ codes }} = {{ code }} and {{ rows }}),
        {{ code }}
    )
{%- endmacro %}
