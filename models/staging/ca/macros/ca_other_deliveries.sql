{#-
Parts in which our own layouts (docs/reference/other_deliveries.md) differ from the state's history file.
-#}

{#- A date is written 2026-03-01, 2026-03 (the month is known) or 2026; in digits alone as the state writes it. -#}
{% macro ca_date_code(column) -%}
    case
        when regexp_full_match({{ clean_text(column) }}, '[0-9]{4}-[0-9]{2}-[0-9]{2}')
            then replace({{ clean_text(column) }}, '-', '')
        when regexp_full_match({{ clean_text(column) }}, '[0-9]{4}-[0-9]{2}')
            then replace({{ clean_text(column) }}, '-', '') || '00'
        when regexp_full_match({{ clean_text(column) }}, '[0-9]{4}') then {{ clean_text(column) }} || '0000'
        else {{ clean_text(column) }}
    end
{%- endmacro %}

{#- How exactly a date is known that may lie after the cut: the end of a term, a hearing. -#}
{% macro scheduled_date_precision_of(text, parsed) -%}
    case when {{ text }} is null then 'blank' else coalesce({{ parsed }}.date_precision, 'malformed') end
{%- endmacro %}

{#- Case numbers as stg_ca__cases makes its keys: letters and digits only; several sorted, joined by +. -#}
{% macro ca_case_number_key(column) -%}
    nullif(
        array_to_string(
            list_sort(list_distinct(list_filter(
                list_transform(
                    string_split_regex({{ clean_text(column) }}, '[ ,;]+'),
                    lambda number: regexp_replace(upper(number), '[^A-Z0-9]', '', 'g')
                ),
                lambda number: number not in ('', 'NULL')
            ))),
            '+'
        ),
        ''
    )
{%- endmacro %}

{#- A section that is written without its code book, 11358 or 11357(a): its number and its subdivision. -#}
{% macro ca_bare_section(column) -%}
    regexp_extract(
        regexp_replace(upper({{ clean_text(column) }}), '\s+', '', 'g'),
        '^([0-9]+(?:\.[0-9]+)?[A-Z]?)((?:\([0-9A-Z]+\))*)$',
        ['section', 'subdivision_path']
    )
{%- endmacro %}
