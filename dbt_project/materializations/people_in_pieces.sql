{#-
People in pieces: a person-grain model is built piece by piece of person buckets, so that memory stays flat.

A model marks its person-grain inputs with  where {{ in_piece('table.person_bucket') }}.  The mark renders as ordinary
SQL, so unit tests, compile, sqlfluff and other engines see nothing special; this materialization replaces it by a
range of buckets, once per piece, and appends. The number of pieces is in run_parameters.
-#}
{% macro piece_count() -%}
    {%- if not execute -%}{{ return(1) }}{%- endif -%}
    {{ return(run_query('select pieces from intake.run_parameters').rows[0][0] | int) }}
{%- endmacro %}

{% materialization people_in_pieces, adapter='duckdb' %}
    {%- set mark = '\\(true /\\* piece of ([a-z_.]+) \\*/\\)' -%}
    {%- if not modules.re.search(mark, compiled_code) -%}
        {{ exceptions.raise_compiler_error(model.name ~ ' is people_in_pieces but marks no input with in_piece()') }}
    {%- endif -%}
    {%- set pieces = piece_count() -%}
    {%- set target_relation = this.incorporate(type='table') -%}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}
    {%- set existing_relation = load_cached_relation(this) -%}
    {%- if existing_relation is not none -%}
        {#- adapter.drop_relation drops outside of the transaction: a killed run would leave no table. -#}
        {% call statement('drop') -%}
            drop {{ existing_relation.type }} {{ existing_relation }}
        {%- endcall %}
    {%- endif -%}

    {%- for piece in range(pieces) -%}
        {%- set first = (piece * 64) // pieces -%}
        {%- set last = ((piece + 1) * 64) // pieces - 1 -%}
        {%- set piece_sql = modules.re.sub(mark, '(\\1 between ' ~ first ~ ' and ' ~ last ~ ')', compiled_code) -%}
        {%- if loop.first -%}
            {% call statement('main') -%}
                {{ create_table_as(False, target_relation, piece_sql) }}
            {%- endcall %}
        {%- else -%}
            {% call statement('piece_' ~ piece) -%}
                insert into {{ target_relation }} by name (
                    {{ piece_sql }}
                )
            {%- endcall %}
        {%- endif -%}
    {%- endfor -%}

    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {{ adapter.commit() }}
    {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}
