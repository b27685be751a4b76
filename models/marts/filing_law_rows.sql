{{ config(materialized='view') }}
-- The rows of the law that decided each line that may be proposed: what counsel must have read or signed before it is
-- approved, and what a hold by a row of the law stops. One row per line and row of the law.
{% set kind = ['path', 'outcome', 'reason_code', 'deciding_element', 'presumed_facts'] %}
with lines as (

    select
        unit_id,
        person_id,
        remedy_id,
        path,
        'eligible' as outcome,
        reason_code,
        deciding_element,
        presumed_facts
    from {{ ref('filing_lines') }}

),

of_one_subject as (

    select
        charge_id as unit_id,
        person_id,
        remedy_id,
        law_table,
        row_key
    from {{ rule('charge_grounds') }}
    union all
    select
        arrest_id as unit_id,
        person_id,
        remedy_id,
        law_table,
        row_key
    from {{ rule('arrest_grounds') }}

),

decided as (

    select
        lines.unit_id,
        lines.person_id,
        lines.remedy_id,
        grounds.law_table,
        grounds.row_key
    from lines
    inner join {{ rule('grounds') }} as grounds
        on lines.remedy_id = grounds.remedy_id
        {% for column in kind %}
            and lines.{{ column }} is not distinct from grounds.{{ column }}
        {% endfor %}
    union
    select
        lines.unit_id,
        lines.person_id,
        lines.remedy_id,
        of_one_subject.law_table,
        of_one_subject.row_key
    from of_one_subject
    inner join lines
        on of_one_subject.unit_id = lines.unit_id
        and of_one_subject.person_id = lines.person_id
        and of_one_subject.remedy_id = lines.remedy_id

)

select
    decided.unit_id,
    decided.person_id,
    decided.remedy_id,
    decided.law_table,
    decided.row_key,
    law_rows.citation,
    law_rows.verified
from decided
inner join {{ rule('law_rows') }} as law_rows
    on decided.law_table = law_rows.law_table and decided.row_key = law_rows.row_key
