{#-
The models of a stage: remedies whose relief other remedies of the same run look at are decided first (0, earlier), by
the same SQL as the rest (1, later).
-#}
{% macro engine_read(table, stage) -%}
    select * from {{ ref('engine_' ~ ['earlier', 'later'][stage] ~ '_' ~ table) }} as rows
{%- endmacro %}

{#- A table of both stages, whole. -#}
{% macro engine_of_both_stages(table) -%}
    select * from {{ ref('engine_earlier_' ~ table) }}
    union all by name
    select * from {{ ref('engine_later_' ~ table) }}
{%- endmacro %}

{% macro engine_rows_of(stage) -%}
with {{ engine_facts(stage) }},

{{ engine_matches_read(stage) }},

candidates as (
    {{ engine_candidates() }}
),

{{ engine_element_rows() }}

select element_rows.*, candidates.person_bucket
from element_rows
inner join candidates using (candidate_number)
{%- endmacro %}

{% macro engine_paths_of(stage) -%}
with {{ engine_facts(stage) }},

{{ engine_matches_read(stage) }},

candidates as (
    {{ engine_candidates() }}
),

element_rows as ({{ engine_read('rows', stage) }}),

{{ engine_path_rows() }}

select * from path_rows
{%- endmacro %}

{% macro engine_findings_of(stage) -%}
with {{ engine_facts(stage) }},

{{ engine_matches_read(stage) }},

path_rows as ({{ engine_read('paths', stage) }}),

element_rows as ({{ engine_read('rows', stage) }}),

{{ engine_decided() }},

{{ engine_findings() }}

select * from findings
{%- endmacro %}
