{#- How the standard layout writes texts, days and ids (orchestration/ingestion/layouts/standard). -#}
{% macro standard_text(column) -%}
    nullif(nullif(trim(regexp_replace({{ column }}, '\s+', ' ', 'g')), ''), 'NULL')
{%- endmacro %}

{#- First possible day of a text like 2026-03-01, 2026-03 or 2026; null if it is none. -#}
{% macro standard_day(text) -%}
    case
            when regexp_full_match({{ text }}, '(1[89]|20)[0-9]{2}-[0-9]{2}-[0-9]{2}') then try_cast({{ text }} as date)
            when regexp_full_match({{ text }}, '(1[89]|20)[0-9]{2}-[0-9]{2}') then try_cast({{ text }} || '-01' as date)
            when regexp_full_match({{ text }}, '(1[89]|20)[0-9]{2}') then try_cast({{ text }} || '-01-01' as date)
        end
{%- endmacro %}

{#- How exactly a day is known, from its text and its first day. What is scheduled may be after the cut. -#}
{% macro standard_precision(text, first_day, is_scheduled=false) -%}
    case
            when {{ text }} is null then 'blank'
            when {{ first_day }} is null then 'malformed'
            {% if not is_scheduled -%}
    when {{ first_day }} > data_as_of then 'after_data_cut'
            {% endif -%}
    when length({{ text }}) = 10 then 'day'
            when length({{ text }}) = 7 then 'month'
            else 'year'
        end
{%- endmacro %}

{#- The three columns of a day in the staging contract, from `<name>_text` and `<name>_first`. -#}
{% macro standard_days(name, as_name, is_scheduled=false) -%}
    {%- set precision = standard_precision(name ~ '_text', name ~ '_first', is_scheduled) -%}
    {%- set earliest = 'case when ' ~ precision ~ " in ('day', 'month', 'year') then " ~ name ~ '_first end' -%}
    {{ earliest }} as {{ as_name }}_earliest,
    {{ date_latest(earliest, precision) }} as {{ as_name }}_latest,
    {{ precision }} as {{ as_name }}_precision
{%- endmacro %}

{#- An amount like 1,250.50 or $1,250.50; null if it is none. -#}
{% macro standard_amount(column) -%}
    try_cast(regexp_replace({{ column }}, '[$,\s]', '', 'g') as decimal(12, 2))
{%- endmacro %}

{#- A whole number of days; null if it is none. -#}
{% macro standard_number(column) -%}
    case when regexp_full_match({{ column }}, '[0-9]{1,6}') then cast({{ column }} as integer) end
{%- endmacro %}

{% macro standard_person_id(column) -%}
    upper({{ standard_text(column) }})
{%- endmacro %}

{% macro standard_state_id(column) -%}
    nullif(ltrim(upper({{ standard_text(column) }}), '0'), '')
{%- endmacro %}

{#- Letters and digits alone: how courts' numbers are compared. -#}
{% macro standard_case_key(column) -%}
    nullif(regexp_replace(upper({{ column }}), '[^A-Z0-9]', '', 'g'), '')
{%- endmacro %}

{% macro standard_count(column) -%}
    coalesce(nullif(ltrim(upper({{ column }}), '0'), ''), {{ column }})
{%- endmacro %}

{#- A number made of the ids of a row; a row without any is a person of its own. -#}
{% macro standard_person_key(rows) -%}
    {{ short_content_number(
        "coalesce('state:' || " ~ rows ~ ".state_id || coalesce(' issuer:' || " ~ rows ~ ".issuer_person_id, ''), "
        ~ "' issuer:' || " ~ rows ~ ".issuer_person_id, 'row:' || " ~ rows ~ ".delivery_id || ':' || " ~ rows ~ ".source_line)"
    ) }}
{%- endmacro %}

{#- The bucket of a person, as int_person_links makes it. -#}
{% macro standard_bucket(rows) -%}
    cast(coalesce(
        try_cast(
            right(
                regexp_replace(coalesce({{ rows }}.state_id, {{ rows }}.issuer_person_id), '[^0-9]', '', 'g'), 18
            ) as bigint
        ),
        0
    ) % 64 as integer)
{%- endmacro %}

{#-
Wordings and meanings of one kind of field: the state's own, what people added in this home, and the words of the standard
layout; of one wording the first of these counts.
-#}
{% macro standard_vocabulary(field) -%}
    {%- set own = {
        'disposition': ('dispositions', 'disposition_text', 'disposition_type'),
        'level': ('levels', 'level_code', 'level'),
    } -%}
    (
        select
            wording,
            arg_min(meaning, place) as meaning
        from (
            {% if field in own -%}
    select upper({{ own[field][1] }}) as wording, {{ own[field][2] }} as meaning, 1 as place
            from {{ vocabulary(own[field][0]) }}
            union all
            select added.wording, added.meaning, 2 as place
            from {{ source('intake', 'added_wordings') }} as added
            where added.kind = '{{ field }}'
            union all
            {% endif -%}
            select upper(words.wording) as wording, words.meaning, 3 as place
            from {{ ref('standard_words') }} as words
            where words.field = '{{ field }}'
        ) as wordings
        group by wording
    )
{%- endmacro %}
