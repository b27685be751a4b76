{#-
Tables and views replaced where they stand, in one transaction: the old one dropped, the new one made under its name.

DuckDB's changes of schema are part of a transaction, so that a reader sees the old table or the new one and a killed run
leaves the old. dbt's own materializations of these names build under another name and swap by renaming, twice where one
stands there already: for engines that cannot do better. That is half of what a model costs on a small delivery
(docs/adr/0040). dbt's own way of dropping is no part of a transaction: here it is a statement. Grants, indexes and foreign
keys, which we have none of, are not looked at; no docs are persisted.
-#}
{% macro drop_what_stands_here() -%}
    {%- set existing = load_cached_relation(this) -%}
    {%- if existing is not none -%}
        {% call statement('drop') -%}
            drop {{ existing.type }} {{ existing }}
        {%- endcall %}
    {%- endif -%}
{%- endmacro %}

{% materialization table, adapter='duckdb' %}
    {%- set target_relation = this.incorporate(type='table') -%}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}
    {{ drop_what_stands_here() }}
    {{ make_under_contract('table', target_relation, compiled_code) }}
    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {{ adapter.commit() }}
    {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}

{% materialization view, adapter='duckdb' %}
    {%- set target_relation = this.incorporate(type='view') -%}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}
    {{ drop_what_stands_here() }}
    {{ make_under_contract('view', target_relation, compiled_code) }}
    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {{ adapter.commit() }}
    {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}
