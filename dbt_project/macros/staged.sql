{#- The contracted staging table of the state at hand: int_ models know no state. -#}
{% macro staged(entities) -%}
    {{ ref('stg_' ~ var('state', 'ca') ~ '__' ~ entities) }}
{%- endmacro %}

{#-
The staged rows that a piece of people can need. Staging lies bucket after bucket, so a piece reads its part of the table
and skips the rest. Few rows lie in another bucket than the person they turn out to be of (they carry no state id, or a
decision tied them): they are looked for by their ids. Which person a row is of, and whether that person belongs to the
piece, is asked where links are joined.
-#}
{% macro staged_in_piece(entities) -%}
    (
        select *
        from {{ staged(entities) }} as staged_rows
        where {{ in_piece('staged_rows.person_bucket') }}
        union all
        select *
        from {{ staged(entities) }} as staged_rows
        where
            not {{ in_piece('staged_rows.person_bucket') }}
            and staged_rows.person_key in (
                select elsewhere.person_key
                from {{ ref('int_person_links') }} as elsewhere
                where {{ in_piece('elsewhere.person_bucket') }} and elsewhere.has_rows_elsewhere
            )
    )
{%- endmacro %}

{#- A rule model and a law table of the state at hand: marts know no state either. -#}
{% macro rule(provision) -%}
    {{ ref('rule_' ~ var('state', 'ca') ~ '__' ~ provision) }}
{%- endmacro %}

{% macro law(table) -%}
    {{ ref(var('state', 'ca') ~ '_' ~ table) }}
{%- endmacro %}
