{% set days = ['imposed', 'start', 'end'] %}
-- The rows of the files of sentences that are of a person who is charged, with days and words read.
with received as (

    select
        matched.*,
        deliveries.data_as_of,
        upper({{ standard_text('rows.component') }}) as component_code,
        {{ standard_text('rows.min_days') }} as min_days_text,
        {{ standard_text('rows.max_days') }} as max_days_text,
        {{ standard_text('rows.suspended_days') }} as suspended_days_text,
        {{ standard_text('rows.amount') }} as amount_text,
        upper({{ standard_text('rows.end_basis') }}) as end_basis_code,
        {% for day in days %}
            {{ standard_text('rows.' ~ day ~ '_date') }} as {{ day }}_text
            {%- if not loop.last %},{% endif %}
        {% endfor %}
    from {{ ref('stg__case_rows') }} as matched
    inner join {{ source('standard', 'sentences_rows') }} as rows
        on matched.delivery_id = rows.delivery_id and matched.source_line = rows.source_line
    inner join {{ source('intake', 'deliveries') }} as deliveries on rows.delivery_id = deliveries.delivery_id
    where matched.file = 'sentences' and matched.match <> 'none'

),

dated as (

    select
        *,
        max_days_text is not null and {{ standard_number('max_days_text') }} is null as is_term_unknown,
        {% for day in days %}
            {{ standard_day(day ~ '_text') }} as {{ day }}_first
            {%- if not loop.last %},{% endif %}
        {% endfor %}
    from received

)

select
    rows.delivery_id,
    rows.source_line,
    rows.person_key,
    rows.person_bucket,
    rows.cycle_key,
    rows.county_name,
    coalesce(rows.count_key, rows.cycle_key) as count_key,
    {{ standard_days('rows.imposed', 'imposed_date') }},
    {{ standard_days('rows.start', 'start_date', true) }},
    {{ standard_days('rows.end', 'end_date', true) }},
    ends.meaning = 'actual' and rows.end_first <= rows.data_as_of and not rows.is_term_unknown as has_ended,
    rows.component_code,
    coalesce(components.meaning, case when rows.component_code is null then 'unknown' else 'unrecognised' end)
        as sentence_type,
    rows.end_basis_code is not null and ends.meaning is null as is_end_basis_unknown,
    rows.min_days_text,
    rows.max_days_text,
    rows.suspended_days_text,
    {{ standard_number('rows.min_days_text') }} as min_days,
    {{ standard_number('rows.max_days_text') }} as max_days,
    rows.is_term_unknown,
    {{ standard_number('rows.suspended_days_text') }} as suspended_days,
    {{ standard_amount('rows.amount_text') }} as amount_dollars
from dated as rows
left join {{ standard_vocabulary('component') }} as components on rows.component_code = components.wording
left join {{ standard_vocabulary('end_basis') }} as ends on rows.end_basis_code = ends.wording
