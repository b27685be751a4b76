-- Counted by person in the shards: to count the different people of a whole state at once fills a disk.
with findings as (

    {% for rows, unit_id, presumed_facts in [
        ('findings', 'charge_id', 'presumed_facts'), ('arrest_findings', 'arrest_id', 'cast([] as varchar[])')
    ] %}
        select
            {{ unit_id }} as subject_id,
            person_id,
            remedy_id,
            path,
            outcome,
            reason_code,
            deciding_element,
            {{ presumed_facts }} as presumed_facts
        from {{ rule(rows) }}
        {% if not loop.last %}union all{% endif %}
    {% endfor %}

),

{{ rows_of_law_that_decided('findings') }}

select
    person_id,
    law_table,
    row_key,
    count(*) as determinations,
    count(*) filter (where outcome = 'eligible') as eligible
from decided
group by person_id, law_table, row_key
