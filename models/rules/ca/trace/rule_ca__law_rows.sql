{{ config(materialized='view') }}
-- No statute: every row of the law tables under the name that counts and signatures use: its table and its key. What
-- makes a row a row stands in models/rules/packs.yml (row_keys); a test compares. A key with several lines is one row.
{% set keys = {
    'elements': ['remedy_id', 'element'],
    'facts': ['fact'],
    'offense_lists': ['offense_list', 'code_book', 'section', 'subdivision', 'match_mode', 'offense_from', 'offense_to'],
    'parameters': ['parameter', 'effective_from'],
    'presumptions': ['remedy_id', 'presumption'],
    'prop64_matrix': ['matrix_row'],
    'reasons': ['reason_code'],
    'remedies': ['remedy_id'],
    'claims': ['claim'],
    'element_facts': ['remedy_id', 'element', 'fact', 'value'],
    'earlier_reliefs': ['relief_event'],
    'petition_offenses': ['petition_list', 'code_book', 'section', 'subdivision', 'match_mode'],
    'traditional_remedies': ['hint_id'],
    'related_charges': ['code_book', 'section'],
    'relief_viewers': ['viewer', 'relief'],
    'scenarios': ['scenario']
} %}
with lines as (

    {% for law_table, columns in keys.items() %}
        select
            '{{ law_table }}' as law_table,
            concat_ws(' ', {{ columns | join(', ') }}) as row_key,
            citation,
            verified
        from {{ law(law_table) }}
        {% if not loop.last %}
            union all
        {% endif %}
    {% endfor %}

)

select
    law_table,
    row_key,
    string_agg(distinct citation, '; ' order by citation) as citation,
    string_agg(distinct verified, '/' order by verified) as verified,
    max({{ doubt('verified') }}) as doubt
from lines
group by law_table, row_key
