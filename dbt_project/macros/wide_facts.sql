{#-
What the packs of a state read of each charge and arrest, one row each: the models rule_<st>__wide_facts. Each argument
says by name what is read: columns of units; events, facts, facts of the person, kinds of money owed and answers of
people, each with the parts of it that are read. Nothing is decided here; what is not told is NULL.
-#}
{% macro wide_facts(of_units, events, facts, person_facts={}, owed={}, answers={}) -%}
{%- set columns = [] -%}
{%- for column in of_units if column not in ['told_facts_rest_on', 'told_statuses_rest_on'] -%}
    {%- do columns.append(wide_column_of_unit(column)) -%}
{%- endfor -%}
{%- for event, parts in events.items() %}{% for part in parts -%}
    {%- do columns.append(
        'coalesce(days.has_' ~ event ~ ', false) as has_' ~ event if part == 'has' else 'days.' ~ event ~ '_' ~ part
    ) -%}
{%- endfor %}{% endfor -%}
{%- for of, told in {'unit': facts, 'person': person_facts}.items() if told -%}
    {%- do columns.append('told_of_' ~ of ~ '.* exclude (' ~ of ~ '_id)') -%}
{%- endfor -%}
{%- for kind, parts in owed.items() %}{% for part in parts -%}
    {%- set told = {'owes': 'case when owed_in_cases.tells_', 'tells': 'coalesce(owed_in_cases.tells_'}[part] ~ kind -%}
    {%- set otherwise = ' then owed_in_cases.owes_' ~ kind ~ ' else false end' if part == 'owes' else ', false)' -%}
    {%- do columns.append(told ~ otherwise ~ ' as ' ~ part ~ '_' ~ kind) -%}
{%- endfor %}{% endfor -%}
{%- for fact, values in answers.items() %}{% for value in values -%}
    {%- set said = fact ~ '_established_' ~ value -%}
    {%- do columns.append('of_unit.' ~ said ~ ' or of_arrest.' ~ said ~ ' or of_person.' ~ said ~ ' as ' ~ said) -%}
{%- endfor %}{% endfor -%}
with {{ wide_units() }},

{{ wide_days(events, of_units) }},

{{ wide_lists('lists_as_felony' in of_units) }},
{% for of, told in {'unit': facts, 'person': person_facts}.items() if told %}
{{ wide_told(of, told, of_units) }},
{% endfor %}
{%- if owed %}
{{ wide_owed(owed) }},
{% endif %}
{%- if answers %}
{{ wide_answers(answers) }},
{% endif %}
{{ wide_terms_of_grades() }}

select
    {{ columns | join(',\n    ') }}
from units
cross join {{ source('intake', 'run_parameters') }} as run
cross join lists_of_facts
left join days using (unit_id)
left join listed using (unit_id)
left join terms_of_grades using (unit_id)
left join {{ rule('people') }} as born using (person_id)
{%- for of, told in {'unit': facts, 'person': person_facts}.items() if told %}
left join told_of_{{ of }} using ({{ of }}_id)
{%- endfor %}
{%- if owed %}
left join owed_in_cases
    on units.person_id = owed_in_cases.person_id and coalesce(units.case_id, units.unit_id) = owed_in_cases.case_id
{%- endif %}
{%- for of in ['unit', 'arrest', 'person'] if answers %}
left join answered as of_{{ of }} on units.{{ of }}_id = of_{{ of }}.subject
{%- endfor %}
{%- endmacro %}

{#- Charges and arrests. The text of a charge without a section is in doubt: it may be of any. -#}
{% macro wide_units() -%}
units as (
    select
        units.* replace (
            coalesce(units.is_text_in_doubt, false) or (units.unit = 'charge' and units.section is null)
                as is_text_in_doubt
        )
    from ({{ units_with_established_levels() }}) as units
)
{%- endmacro %}

{#- A column of the unit itself. What was imposed is 0 where the sentence names no term in custody. -#}
{% macro wide_column_of_unit(column) -%}
    {%- set imposed_if_none = "case when not list_has_any(units.components, ['prison', 'jail']) then 0 end" -%}
    {%- set expressions = {
        'as_of_date': 'run.as_of_date',
        'case_key': "units.person_id || '|' || units.case_id",
        'tracking_key': "units.person_id || '|' || units.case_id || '|' || units.tracking",
        'is_here': "case units.jurisdiction when 'here' then true when 'elsewhere' then false end",
        'dispositions_perhaps': 'coalesce(units.dispositions_perhaps, [])',
        'max_days': 'coalesce(units.max_days, terms_of_grades.max_days)',
        'imposed_min_days': 'coalesce(units.imposed_min_days, ' ~ imposed_if_none ~ ')',
        'imposed_max_days': 'coalesce(units.imposed_max_days, ' ~ imposed_if_none ~ ')',
        'lists': 'coalesce(listed.lists, [])',
        'lists_perhaps': 'coalesce(listed.lists_perhaps, [])',
        'lists_as_felony': 'coalesce(listed.lists_as_felony, [])',
        'lists_perhaps_as_felony': 'coalesce(listed.lists_perhaps_as_felony, [])',
        'lists_as_other': 'coalesce(listed.lists_as_other, [])',
        'lists_perhaps_as_other': 'coalesce(listed.lists_perhaps_as_other, [])',
        'lists_by_facts': 'case when units.is_text_in_doubt then lists_of_facts.lists_by_facts end',
        'relieved_last': 'days.relieved_last',
        'disposition_source': 'days.disposition_source',
        'born_first': 'born.birth_date_earliest',
        'born_last': 'born.birth_date_latest'
    } -%}
    {{- expressions[column] ~ ' as ' ~ column if column in expressions else 'units.' ~ column -}}
{%- endmacro %}

{#- The days of each unit; where columns of it are read, the last day of relief on record, if each is known. -#}
{% macro wide_days(events, of_units) -%}
days as (
    select
        {%- for event, parts in events.items() %}
        {%- set of = "filter (where days.event = '" ~ event ~ "')" %}
        {%- for part in parts %}
        {{ {
            'has': 'count(*) ' ~ of ~ ' > 0 as has_' ~ event,
            'first': 'max(days.day_earliest) ' ~ of ~ ' as ' ~ event ~ '_first',
            'last': 'max(days.day_latest) ' ~ of ~ ' as ' ~ event ~ '_last',
            'day_until': 'min(days.valid_until) ' ~ of ~ ' as ' ~ event ~ '_day_until',
            'day_source': 'max(days.source) ' ~ of ~ ' as ' ~ event ~ '_day_source'
        }[part] }},
        {%- endfor %}{% endfor %}
        {%- if 'disposition_source' in of_units %}
        max(days.source) filter (where days.event = 'disposition') as disposition_source,
        {%- endif %}
        {%- if 'relieved_last' in of_units %}
        {%- set of = "filter (where starts_with(days.event, 'relief_'))" %}
        case
            when count(*) {{ of }} = count(days.day_latest) {{ of }} then max(days.day_latest) {{ of }}
        end as relieved_last,
        {%- endif %}
        days.unit_id
    from {{ rule('unit_days') }} as days
    group by days.unit_id
)
{%- endmacro %}

{#-
The offense lists that each charge is on, surely and perhaps; were it a felony, and were it none, where levels are
supposed. A charge whose text is in doubt may be on each list but those whose lines name no section (`lists_by_facts`).
-#}
{% macro wide_lists(are_levels_supposed) -%}
known_by_facts as (
    select offense_list
    from {{ law('offense_lists') }}
    group by offense_list
    having bool_and(code_book = '*' and match_mode = 'needs_fact')
),

lists_of_facts as (select coalesce(list(offense_list order by offense_list), []) as lists_by_facts from known_by_facts),

listed as (
    select
        {%- if are_levels_supposed %}
        list(lists.offense_list order by lists.offense_list) filter (where lists.answer_as_felony = 'yes') as lists_as_felony,
        list(lists.offense_list order by lists.offense_list) filter (where lists.answer_as_felony = 'unknown') as lists_perhaps_as_felony,
        list(lists.offense_list order by lists.offense_list) filter (where lists.answer_as_felony = 'yes' and not lists.felony_only)
            as lists_as_other,
        list(lists.offense_list order by lists.offense_list) filter (where lists.answer_as_felony = 'unknown' and not lists.felony_only)
            as lists_perhaps_as_other,
        {%- endif %}
        list(lists.offense_list order by lists.offense_list) filter (where lists.answer = 'yes') as lists,
        list(lists.offense_list order by lists.offense_list) filter (where lists.answer = 'unknown') as lists_perhaps,
        lists.unit_id
    from {{ rule('offense_lists') }} as lists
    inner join units using (unit_id)
    where not units.is_text_in_doubt or lists.offense_list in (select known.offense_list from known_by_facts as known)
    group by lists.unit_id
)
{%- endmacro %}

{#- What the record tells of each unit or person. -#}
{% macro wide_told(of, facts, of_units) -%}
{%- set rest_on = {'unit': 'told_facts_rest_on', 'person': 'told_statuses_rest_on'}[of] -%}
told_of_{{ of }} as (
    select
        {%- if rest_on in of_units %}
        map_from_entries(list((facts.fact, facts.rests_on) order by facts.fact, facts.rests_on) filter (where len(facts.rests_on) > 0)) as {{ rest_on }},
        {%- endif %}
        {%- for fact, parts in facts.items() %}
        {%- set where = "filter (where facts.fact = '" ~ fact ~ "')" %}
        {%- for part in parts %}
        {{ {
            'answer': 'max(cast(facts.answer as varchar)) ' ~ where ~ ' as ' ~ fact ~ '_answer',
            'is_presumed': 'bool_or(facts.is_presumed) ' ~ where ~ ' as ' ~ fact ~ '_answer_is_presumed',
            'over_on': 'max(facts.over_on) ' ~ where ~ ' as ' ~ fact ~ '_answer_over_on',
            'until': 'min(facts.valid_until) ' ~ where ~ ' as ' ~ fact ~ '_answer_until',
            'source': 'max(facts.source) ' ~ where ~ ' as ' ~ fact ~ '_answer_source'
        }[part] }},
        {%- endfor %}{% endfor %}
        facts.{{ of }}_id
    from {{ rule(of ~ '_facts') }} as facts
    group by facts.{{ of }}_id
)
{%- endmacro %}

{#- What is owed in each case; NULL where a sum is not known. -#}
{% macro wide_owed(kinds) -%}
owed_in_cases as (
    select
        {%- for kind in kinds %}
        case
            when sum(owed.balance) filter (where owed.kind = '{{ kind }}') > 0 then true
            when not bool_or(owed.balance is null) filter (where owed.kind = '{{ kind }}') then false
        end as owes_{{ kind }},
        count(*) filter (where owed.kind = '{{ kind }}') > 0 as tells_{{ kind }},
        {%- endfor %}
        owed.person_id,
        owed.case_id
    from {{ rule('owed') }} as owed
    group by owed.person_id, owed.case_id
)
{%- endmacro %}

{#- What people established, by what it is about; of several answers to one question yes counts. -#}
{% macro wide_answers(facts) -%}
answered as (
    select
        {%- for fact in facts %}
        bool_or(told.value = 'yes') filter (where told.fact = '{{ fact }}') as {{ fact }}_established_yes,
        bool_or(told.value = 'no') filter (where told.fact = '{{ fact }}') as {{ fact }}_established_no,
        {%- endfor %}
        told.subject
    from (select subject, fact, max(value) as value from {{ rule('established') }} group by subject, fact) as told
    group by told.subject
)
{%- endmacro %}

{#- The longest term of a grade, by the law of the day of the offense, where a charge of this state names none. -#}
{% macro wide_terms_of_grades() -%}
terms_of_grades as (
    select
        units.unit_id,
        max(grades.max_days) as max_days
    from units
    inner join {{ law('grades') }} as grades using (level, grade)
    left join (
        select unit_id, max(day_earliest) as offense_first, max(day_latest) as offense_last
        from {{ rule('unit_days') }} as days
        where event = 'offense'
        group by unit_id
    ) as of_unit using (unit_id)
    where units.max_days is null
        and units.jurisdiction = 'here'
        and coalesce(of_unit.offense_first >= grades.offense_from, grades.offense_from is null)
        and coalesce(of_unit.offense_last < grades.offense_to, grades.offense_to is null)
    group by units.unit_id
)
{%- endmacro %}
