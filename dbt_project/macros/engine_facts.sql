{#-
The facts that an evaluation reads, by number, as CTEs: of the record as it is, or of persons copied into worlds in which
one more answer is established (`worlds` and `world_subjects`, engine_worlds.sql). A copy has other numbers and nothing
else of its own: it is evaluated by the same SQL.
-#}
{% macro engine_in_world(number, worlds) -%}
    {%- if worlds -%}xor({{ number }}, worlds.world){%- else -%}{{ number }}{%- endif -%}
{%- endmacro %}

{#- A number of a text of one of the tables of facts, and where its rows come from. -#}
{% macro engine_number(text, worlds) -%}
    {{ engine_in_world(short_content_number(text), worlds) }}
{%- endmacro %}

{% macro engine_of_worlds(worlds, key='person_id') -%}
    as rows
    {% if worlds %}inner join worlds on rows.{{ key }} = worlds.{{ key }}{% endif %}
{%- endmacro %}

{#- Facts of units (subject_number: of the unit) and of persons (of the person). -#}
{% macro engine_known_facts(worlds=false) -%}
    {% for table, id in {'unit_facts': 'unit_id', 'person_facts': 'person_id'}.items() -%}
    select
        {{ engine_number('rows.' ~ id, worlds) }} as subject_number, rows.fact, rows.answer,
        coalesce(rows.is_presumed, false) as is_presumed,
        rows.over_on, rows.valid_until, rows.source, rows.rests_on
    from {{ rule(table) }} {{ engine_of_worlds(worlds) }}
    {{ 'union all' if not loop.last }}
    {% endfor %}
{%- endmacro %}

{#- What people established, by subject; and the levels that they established of charges. -#}
{% macro engine_established(worlds=false) -%}
-- (Of several answers yes counts.)
established_of_subjects as (
    select subject_number, fact, max(value) as value
    from (
        select {{ engine_number('rows.subject', worlds) }} as subject_number, rows.fact, rows.value
        from {{ rule('established') }} {{ engine_of_worlds(worlds) }}
        {%- if worlds %}
        union all
        select xor(subjects.subject_number, worlds.world) as subject_number, worlds.fact, worlds.value
        from worlds
        inner join world_subjects as subjects using (world)
        {%- endif %}
    ) as given
    group by subject_number, fact
),

established_levels as (
    select given.subject_number as unit_number, max(law_levels.level) as level
    from established_of_subjects as given
    inner join {{ law('level_facts') }} as law_levels using (fact, value)
    group by given.subject_number
)
{%- endmacro %}

{% macro engine_established_by_unit() -%}
-- What people established, by the unit it is about: a fact of an arrest is one of its charges too, a fact of a person
-- one of all units.
established as (
    {% for of in ['unit', 'arrest', 'person'] -%}
    select units.unit_number, facts.fact, facts.value
    from established_of_subjects as facts
    inner join units on facts.subject_number = units.{{ of }}_number
    {{ 'union' if not loop.last }}
    {% endfor %}
)
{%- endmacro %}

{#- Charges and arrests with numbers to join by; where the record has no level, with that which people established. -#}
{% macro engine_numbered_units() -%}
{{ engine_established() }},

units as (
    select
        {{ short_content_number('rows.unit_id') }} as unit_number,
        {{ short_content_number('rows.person_id') }} as person_number,
        {{ short_content_number("rows.person_id || '|' || rows.case_id") }} as case_number,
        {{ short_content_number('rows.arrest_id') }} as arrest_number,
        {{ short_content_number("rows.person_id || '|' || rows.case_id || '|' || rows.tracking") }} as tracking_number,
        rows.* replace (coalesce(nullif(rows.level, 'unknown'), levels.level) as level),
        levels.level as level_established
    from {{ rule('units') }} as rows
    left join established_levels as levels on {{ short_content_number('rows.unit_id') }} = levels.unit_number
)
{%- endmacro %}

{#- First and last day that offense, arrest and disposition of units can be of. -#}
{% macro engine_known_days(units=none) -%}
    select
        days.unit_number,
        {% for event in ['offense', 'arrest', 'disposition'] -%}
        max(days.day_earliest) filter (where days.event = '{{ event }}') as {{ event }}_earliest,
        max(days.day_latest) filter (where days.event = '{{ event }}') as {{ event }}_latest,
        {% endfor -%}
        any_value(days.source) filter (where days.event = 'disposition') as disposition_source
    from unit_days as days
    {% if units %}semi join {{ units }} using (unit_number){% endif %}
    where days.event in ('offense', 'arrest', 'disposition')
    group by days.unit_number
{%- endmacro %}

{% macro engine_facts(stage, worlds=false) -%}
{{ engine_established(worlds) }},

units as (
    {% if worlds -%}
    select
        rows.* replace (
            {%- for of in ['unit', 'person', 'case', 'arrest', 'tracking'] %}
            {{ engine_in_world('rows.' ~ of ~ '_number', worlds) }} as {{ of }}_number,
            {%- endfor %}
            coalesce(rows.level, levels.level) as level,
            case when worlds.is_of_kind then {{ engine_in_world('rows.unit_number', worlds) }} else rows.kind_key end
                as kind_key
        ),
        worlds.world, worlds.is_of_kind
    from {{ ref('engine_units') }} as rows
    inner join worlds on rows.person_number = worlds.person_number
    left join established_levels as levels on {{ engine_in_world('rows.unit_number', worlds) }} = levels.unit_number
    {% else -%}
    select * from {{ ref('engine_units') }} as rows
    {% endif -%}
),

unit_days as (
    select rows.* replace ({{ engine_in_world('rows.unit_number', worlds) }} as unit_number)
    from {{ ref('engine_days') }} {{ engine_of_worlds(worlds, 'person_number') }}
),

facts as (
    {{ engine_known_facts(worlds) }}
),

unit_pairs as (
    select
        {{ engine_number('rows.unit_id', worlds) }} as unit_number,
        {{ engine_number('rows.other_unit_id', worlds) }} as other_number,
        rows.pair
    from {{ rule('unit_pairs') }} {{ engine_of_worlds(worlds) }}
),

owed as (
    select
        {{ engine_number("rows.person_id || '|' || rows.case_id", worlds) }} as case_number,
        rows.kind,
        sum(rows.balance) as balance,
        bool_or(rows.balance is null) as is_unknown
    from {{ rule('owed') }} {{ engine_of_worlds(worlds) }}
    group by all
),

people as (
    select
        {{ engine_number('rows.person_id', worlds) }} as person_number,
        rows.birth_date_earliest, rows.birth_date_latest
    from {{ rule('people') }} {{ engine_of_worlds(worlds) }}
),

{{ engine_established_by_unit() }},

law_paths as (select * from {{ ref('engine_law_paths') }} where stage = {{ stage }}),

law_elements as (select * from {{ ref('engine_law_elements') }} where stage = {{ stage }})
{%- endmacro %}

{#- The matches of selectors, of both stages where the later one is evaluated, as the CTE `matches`. -#}
{% macro engine_matches_read(stage) -%}
matches as (
    select * from {{ ref('engine_matches') }} as rows
    {% if stage > 0 -%}
    union all by name
    select * from {{ ref('engine_later_matches') }} as rows
    {%- endif %}
)
{%- endmacro %}

{#- Units and the paths they may take, each also as every level that is supposed of it. -#}
{% macro engine_candidates() -%}
    select
        xor(units.unit_number, hash(law_paths.path_number, matches.variant)) as candidate_number,
        units.unit_number, units.person_number, units.case_number, units.person_bucket,
        law_paths.path_number, law_paths.remedy_number, matches.variant
    from units
    inner join matches using (unit_number)
    inner join law_paths on matches.selector_number = law_paths.kind_number and units.unit = law_paths.unit
    left join {{ ref('engine_supposed_levels') }} as levels using (variant)
    where units.is_candidate and units.jurisdiction <> 'elsewhere'
        and (matches.answer <> 'no' or matches.valid_until is not null)
        and (matches.variant = 0 or list_contains(law_paths.suppose_levels, levels.level))
{%- endmacro %}
