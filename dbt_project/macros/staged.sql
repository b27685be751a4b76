{#- The contracted staging table of the current state: int_ models know no state. -#}
{% macro staged(entities) -%}
    {%- if entities in var('not_delivered', []) -%}
    {{ not_delivered(entities) }}
    {%- else -%}
    {{ ref('stg_' ~ var('state', 'ca') ~ '__' ~ entities) }}
    {%- endif -%}
{%- endmacro %}

{#-
The staged rows that a piece of people can need. Staging is stored bucket after bucket, so a piece reads its part of the
table and skips the rest. Few rows are in another bucket than their person (they have no state id, or a decision tied
them): they are found by their ids. The join with links says which person a row belongs to, and whether that person is
in the piece.
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

{#- A rule model of the current state: marts know no state either. -#}
{% macro rule(provision) -%}
    {{ ref('rule_' ~ var('state', 'ca') ~ '__' ~ provision) }}
{%- endmacro %}

{#- A law table: the law room loads it at the start of a run, so that no change of the law makes dbt parse. -#}
{% macro law(table) -%}
    {{ source('law', table) }}
{%- endmacro %}

{#- A table of the current state's vocabulary. -#}
{% macro vocabulary(table) -%}
    {{ ref(var('state', 'ca') ~ '_' ~ table) }}
{%- endmacro %}

{#-
What only some states tell of a finding of a charge (`rule_<st>__charge_details`): no rows where the state has no such
model. orchestration/warehouse/dbt/manifest.py looks which of the optional models the state has.
-#}
{% macro charge_details() -%}
    {%- if 'charge_details' in var('optional_rules', ['charge_details']) -%}
    {{ rule('charge_details') }}
    {%- else -%}
    (
        select
            {% for column in ['charge_id', 'person_id', 'remedy_id', 'policy_remedy', 'new_section', 'new_level',
                'disqualifiers', 'sentence_state'] -%}
            cast(null as varchar) as {{ column }},
            {% endfor -%}
            {% for column in ['has_possible_better_path', 'is_sealed', 'rests_on_inference', 'is_order_overdue'] -%}
            cast(null as boolean) as {{ column }},
            {% endfor -%}
            cast(null as integer) as person_bucket
        where false
    )
    {%- endif -%}
{%- endmacro %}
