{#-
Made, then held against its contract, in one transaction: what does not fit is undone with it.

dbt asks DuckDB to plan a model's SQL once to see its columns and once more to build it, and planning is most of what a
model costs on a small delivery. Here the columns of what was built are read, where the contract's own words for types
are those that DuckDB says (``varchar``, not ``text``). Constraints, which we have none of, are not looked at.
-#}
{% macro make_under_contract(kind, relation, sql) -%}
    {% call statement('main') -%}
        create {{ kind }} {{ relation }} as (
            {{ sql }}
        )
    {%- endcall %}
    {%- if config.get('contract').enforced -%}
        {%- do check_contract(relation) -%}
    {%- endif -%}
{%- endmacro %}

{% macro check_contract(relation) -%}
    {%- set of_the_model = [] -%}
    {%- for column in model['columns'].values() -%}
        {%- do of_the_model.append(_column_in_words(column['name'], column['data_type'])) -%}
    {%- endfor -%}
    {%- set made = [] -%}
    {%- for column in rows_of('describe ' ~ relation) -%}
        {%- do made.append(_column_in_words(column[0], column[1])) -%}
    {%- endfor -%}
    {%- if of_the_model | map(attribute='formatted') | sort != made | map(attribute='formatted') | sort -%}
        {%- do exceptions.raise_contract_error(of_the_model, made) -%}
    {%- endif -%}
{%- endmacro %}

{#- dbt's run_query makes a table of it, and first tries on every column what type its values could have. -#}
{% macro rows_of(sql) -%}
    {%- set connection, cursor = adapter.add_query(sql, auto_begin=false) -%}
    {{ return(cursor.fetchall()) }}
{%- endmacro %}

{% macro _column_in_words(name, data_type) -%}
    {{ return({'name': name, 'data_type': data_type, 'formatted': name ~ ' ' ~ data_type | lower}) }}
{%- endmacro %}
