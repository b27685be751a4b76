-- Fails if a hint at a petition stands beside a finding that automatic relief reaches, or beside none, if it is there
-- twice, or if it does not say that it is a hint.
{% for unit in ('charge', 'arrest') -%}
{%- set hints, findings = ('petition_hints', 'findings') if unit == 'charge' else ('arrest_petition_hints', 'arrest_findings') -%}
select
    '{{ unit }}' as unit,
    hints.{{ unit }}_id as unit_id,
    hints.hint_id
from {{ rule(hints) }} as hints
left join {{ rule(findings) }} as findings
    on hints.{{ unit }}_id = findings.{{ unit }}_id and hints.remedy_id = findings.remedy_id
group by hints.{{ unit }}_id, hints.hint_id
having
    count(*) > 1
    or bool_or(not starts_with(hints.hint, 'Hint: '))
    or bool_or(coalesce(findings.outcome in ('eligible', 'already_relieved'), true))
{% if not loop.last %}union all
{% endif %}
{%- endfor %}
