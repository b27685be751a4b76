{{ config(enabled=false) }}
-- (Only tests build it, beside rule__deciding_law_rows.)
-- No statute: the rows of the law that decide each kind of finding: its remedy, reason and path, the element that
-- decided (of what is eligible every element) with its selectors, clocks and numbers, and what is presumed.
-- What decides the finding of one unit alone is in engine_deciding_law_rows_by_unit.
with {{ engine_deciding_elements() }},

{{ engine_selectors_read() }},

deciding_rows as (
    select
        deciding.*,
        elements.row_key as element_key, elements.clock, elements.after_clock, elements.reads_parameters
    from deciding
    inner join elements using (remedy_id, path, element)
),

selector_rows as (
    select
        deciding.*,
        selectors.alternative, selectors.row_key as selector_key, selectors.reads_parameters
    from deciding
    inner join selectors_read using (remedy_id, path, element)
    inner join {{ law('selectors') }} as selectors using (selector)
)

{% set kind = ['remedy_id', 'path', 'outcome', 'reason_code', 'deciding_element', 'presumed_facts'] %}
{% set found = {
    'remedies': ('remedy_id', 'kinds'),
    'reasons': ('reason_code', 'kinds'),
    'paths': ("remedy_id || ' ' || path", 'kinds where path is not null'),
    'elements': ("remedy_id || ' ' || element", 'deciding_rows'),
    'path_elements': ('element_key', 'deciding_rows'),
    'parameters': ('unnest(reads_parameters)', 'deciding_rows'),
    'selectors': ('selector_key', 'selector_rows'),
    'parameters of selectors': ('unnest(reads_parameters)', 'selector_rows'),
    'presumptions': ("remedy_id || ' ' || unnest(presumed_facts)", 'kinds'),
} %}
{% for table, (row_key, rows) in found.items() %}
    select
        {{ kind | join(', ') }},
        '{{ table.split(' ')[0] }}' as law_table,
        {{ row_key }} as row_key
    from {{ rows }}
    union
{% endfor %}
-- (That no path fits is asked of all paths together.)
select
    {{ kind | join(', ') }},
    'elements' as law_table, remedy_id || ' ' || deciding_element as row_key
from kinds
where path is null
union
-- (The row of another table that a path is named by.)
select
    kinds.{{ kind | join(', kinds.') }},
    reads.law_table, kinds.path as row_key
from kinds
inner join {{ law('element_reads') }} as reads
    on kinds.remedy_id = reads.remedy_id and reads.element is null and reads.law_key = 'path'
inner join {{ law('law_rows') }} as law_rows on reads.law_table = law_rows.law_table and kinds.path = law_rows.row_key
union
select
    {{ kind | join(', ') }},
    'parameters' as law_table, concat_ws(' ', parameters.parameter, parameters.effective_from) as row_key
from reads_of_kinds as reads
inner join {{ law('parameters') }} as parameters on reads.law_key = parameters.parameter
cross join {{ source('intake', 'run_parameters') }} as run_parameters
where reads.law_table = 'parameters' and reads.only_with is null and parameters.value is not null
    and run_parameters.as_of_date >= parameters.effective_from
    and coalesce(run_parameters.as_of_date <= parameters.effective_to, true)
union
select
    {{ kind | join(', ') }},
    'clocks' as law_table, clocks.row_key
from deciding_rows
inner join {{ law('clocks') }} as clocks on clocks.clock in (deciding_rows.clock, deciding_rows.after_clock)
union
select
    {{ kind | join(', ') }},
    'caps' as law_table, caps.row_key
from kinds
inner join {{ law('caps') }} as caps on kinds.deciding_element = caps.cap
