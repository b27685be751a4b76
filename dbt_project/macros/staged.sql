{#- The contracted staging table of the current state: int_ models know no state. -#}
{% macro staged(entities) -%}
    {%- if entities in var('not_delivered') -%}
    {{ not_delivered(entities) }}
    {%- elif var('staging') == 'standard' -%}
    {{ ref('stg__' ~ entities) }}
    {%- else -%}
    {{ ref('stg_' ~ var('state') ~ '__' ~ entities) }}
    {%- endif -%}
{%- endmacro %}

{#-
Whether two rows of one history can be of one telling of it. A file of a state is a whole telling, and another one is a
copy; the files of the standard layout complete each other.
-#}
{% macro is_same_telling(rows, other_rows) -%}
    {%- if var('staging') == 'standard' -%}
    true
    {%- else -%}
    {{ rows }}.delivery_id = {{ other_rows }}.delivery_id
    {%- endif -%}
{%- endmacro %}

{#-
A rule model of the current state: its own, else the one for every state (models/rules/every_state). Both have one name in
the warehouse (generate_alias_name). orchestration/warehouse/dbt/manifest.py looks which ones the state has.
-#}
{% macro rule(provision) -%}
    {%- if provision in var('own_rules') -%}
    {{ ref('rule_' ~ var('state') ~ '__' ~ provision) }}
    {%- else -%}
    {{ ref('rule__' ~ provision) }}
    {%- endif -%}
{%- endmacro %}

{#- Whether the model for every state is the one that this state has. `by_packs`: it reads what packs decide. -#}
{% macro is_rule_shared(provision, by_packs=false) -%}
    {{ return(
        var('has_rules') and provision not in var('own_rules') and (var('has_packs') or not by_packs)
    ) }}
{%- endmacro %}

{#- A law table: the law room loads it at the start of a run, so that no change of the law makes dbt parse. -#}
{% macro law(table) -%}
    {{ source('law', table) }}
{%- endmacro %}

{#- A table of the current state's vocabulary. -#}
{% macro vocabulary(table) -%}
    {{ ref(var('state') ~ '_' ~ table) }}
{%- endmacro %}
