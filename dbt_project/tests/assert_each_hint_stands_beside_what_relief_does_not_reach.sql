-- Fails if a hint at a petition stands beside a finding that automatic relief reaches, or beside none, if it is there
-- twice, or if it does not say that it is a hint.
with hints as (

    {% for unit, of_unit in [('charge', ''), ('arrest', 'arrest_')] %}
        select
            '{{ unit }}' as unit,
            hints.{{ unit }}_id as unit_id,
            hints.hint_id,
            hints.hint,
            findings.outcome
        from {{ rule(of_unit ~ 'petition_hints') }} as hints
        left join {{ rule(of_unit ~ 'findings') }} as findings
            on hints.{{ unit }}_id = findings.{{ unit }}_id and hints.remedy_id = findings.remedy_id
        {% if not loop.last %}union all{% endif %}
    {% endfor %}

)

select
    unit,
    unit_id,
    hint_id
from hints
group by unit, unit_id, hint_id
having
    count(*) > 1
    or bool_or(not starts_with(hint, 'Hint: '))
    or bool_or(coalesce(outcome in ('eligible', 'already_relieved'), true))
