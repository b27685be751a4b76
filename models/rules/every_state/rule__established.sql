{{ config(materialized='table', enabled=is_rule_shared('established', by_packs=true)) }}
-- No statute: what people established of units and persons: one row per subject and fact. Of several answers yes
-- counts.
select
    subject,
    unit,
    any_value(person_id) as person_id,
    any_value(person_bucket) as person_bucket,
    fact,
    max(value) as value
from (
    {% for unit, table, subject in [
        ('charge', 'int_established_facts', 'charge_id'), ('arrest', 'int_established_arrest_facts', 'arrest_id'),
        ('person', 'int_established_person_facts', 'person_id')
    ] %}
        select
            {{ subject }} as subject,
            '{{ unit }}' as unit,
            person_id,
            person_bucket,
            fact,
            value
        from {{ ref(table) }}
        {{ 'union all' if not loop.last }}
    {% endfor %}
) as established
group by subject, unit, fact
