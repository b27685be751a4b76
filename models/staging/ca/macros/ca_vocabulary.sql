{#- Wordings and meanings of one kind of field: those of the vocabulary, and those that people added in this home. Where
    the vocabulary has a wording, what was added does not count. -#}
{% macro ca_vocabulary(kind) -%}
    {%- set table, wording, meaning = {
        'charge': ('ca_code_books', 'code_book_code', 'code_book'),
        'level': ('ca_levels', 'level_code', 'level'),
        'step_type': ('ca_step_types', 'step_type_code', 'step_type'),
        'sentence': ('ca_sentence_locations', 'sentence_location_code', 'sentence_type'),
    }[kind] -%}
    (
        select {{ wording }}, {{ meaning }} from {{ ref(table) }}
        union all
        select added.wording, added.meaning
        from {{ source('intake', 'added_wordings') }} as added
        where
            added.kind = '{{ kind }}'
            and added.wording not in (select {{ wording }} from {{ ref(table) }})
    )
{%- endmacro %}
