{#- A table of the vocabulary with the wordings that people added in this home. Where the table has a wording by itself,
    what was added does not count. -#}
{% macro ca_vocabulary(table, kind, wording, meaning) -%}
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
