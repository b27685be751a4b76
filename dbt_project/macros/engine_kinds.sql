{#- What selectors read of a unit without its days and facts, lists apart: units of one kind are equal in all of it. -#}
{% macro engine_kind_columns() -%}
    unit, jurisdiction, disposition, dispositions_perhaps, level, grade, max_days, imposed_min_days, imposed_max_days,
    fine, components, code_book, section, subdivision_path, is_text_in_doubt
{%- endmacro %}

{#- Kinds of which two units differ (kind_number of a state's facts leaves something out): a kind is judged once. -#}
{% macro engine_unsound_kinds(units) -%}
with listed as (
    select unit_number, list(offense_list || answer || answer_as_felony order by offense_list) as lists
    from {{ ref('engine_unit_lists') }}
    group by unit_number
),

kinds as (
    select distinct units.kind_key, {{ engine_kind_columns() }}, listed.lists
    from {{ units }} as units
    left join listed using (unit_number)
)

select kind_key
from kinds
group by kind_key
having count(*) > 1
{%- endmacro %}
