{#-
The facts that an evaluation reads, by number, as CTEs: of the record as it is, or of persons copied into worlds in which
one more answer is established (`worlds`: world, person_id, person_number, person_bucket; engine_what_if). A copy has
other numbers and nothing else of its own: it is evaluated by the same SQL. Needs the CTE `run` (as_of_date).
-#}
{% macro engine_in_world(number, worlds) -%}
    {%- if worlds -%}xor({{ number }}, worlds.world){%- else -%}{{ number }}{%- endif -%}
{%- endmacro %}

{% macro engine_of_worlds(rows, worlds, key) -%}
    {%- if worlds %}
    inner join worlds on {{ rows }}.{{ key }} = worlds.{{ key }}
    {%- endif %}
    where {{ in_piece(rows ~ '.person_bucket') }}
{%- endmacro %}

{% macro engine_facts(stage, worlds=false) -%}
units as (

    select
        units.* replace (
            {{ engine_in_world('units.unit_number', worlds) }} as unit_number,
            {{ engine_in_world('units.person_number', worlds) }} as person_number,
            {{ engine_in_world('units.case_number', worlds) }} as case_number,
            {{ engine_in_world('units.arrest_number', worlds) }} as arrest_number,
            {{ engine_in_world('units.tracking_number', worlds) }} as tracking_number
        ){% if worlds %},
        worlds.world{% endif %}
    from {{ ref('engine_units') }} as units
    {{- engine_of_worlds('units', worlds, 'person_number') }}

),

unit_days as (

    select
        days.* replace (
            {{ engine_in_world('days.unit_number', worlds) }} as unit_number,
            {{ engine_in_world('days.person_number', worlds) }} as person_number
        )
    from {{ ref('engine_days') }} as days
    {{- engine_of_worlds('days', worlds, 'person_number') }}

),

unit_facts as (

    select
        {{ engine_in_world(short_content_number('facts.unit_id'), worlds) }} as unit_number,
        facts.fact,
        facts.answer,
        coalesce(facts.is_presumed, false) as is_presumed,
        facts.over_on,
        facts.valid_until,
        facts.source,
        facts.rests_on
    from {{ rule('unit_facts') }} as facts
    {{- engine_of_worlds('facts', worlds, 'person_id') }}

),

person_facts as (

    select
        {{ engine_in_world(short_content_number('facts.person_id'), worlds) }} as person_number,
        facts.fact,
        facts.answer,
        coalesce(facts.is_presumed, false) as is_presumed,
        facts.over_on,
        facts.valid_until,
        facts.source,
        facts.rests_on
    from {{ rule('person_facts') }} as facts
    {{- engine_of_worlds('facts', worlds, 'person_id') }}

),

unit_pairs as (

    select
        {{ engine_in_world(short_content_number('pairs.unit_id'), worlds) }} as unit_number,
        {{ engine_in_world(short_content_number('pairs.other_unit_id'), worlds) }} as other_number,
        pairs.pair
    from {{ rule('unit_pairs') }} as pairs
    {{- engine_of_worlds('pairs', worlds, 'person_id') }}

),

owed as (

    select
        {{ engine_in_world(short_content_number("owed.person_id || '|' || owed.case_id"), worlds) }} as case_number,
        owed.kind,
        sum(owed.balance) as balance,
        bool_or(owed.balance is null) as is_unknown
    from {{ rule('owed') }} as owed
    {{- engine_of_worlds('owed', worlds, 'person_id') }}
    group by all

),

people as (

    select
        {{ engine_in_world(short_content_number('people.person_id'), worlds) }} as person_number,
        people.birth_date_earliest,
        people.birth_date_latest
    from {{ rule('people') }} as people
    {{- engine_of_worlds('people', worlds, 'person_id') }}

),

{% if worlds -%}
established_of_worlds as (

    select
        xor(subjects.subject_number, subjects.world) as subject_number,
        worlds.fact,
        worlds.value
    from worlds
    inner join world_subjects as subjects on worlds.world = subjects.world

),

{% endif -%}
-- (Of several answers yes counts.)
established_of_subjects as (

    select
        subject_number,
        fact,
        max(value) as value
    from (
        select
            {{ engine_in_world(short_content_number('established.subject'), worlds) }} as subject_number,
            established.fact,
            established.value
        from {{ rule('established') }} as established
        {{- engine_of_worlds('established', worlds, 'person_id') }}
        {%- if worlds %}
        union all
        select * from established_of_worlds
        {%- endif %}
    ) as given
    group by subject_number, fact

),

-- What people established, by the unit it is about: a fact of an arrest is one of its charges too, a fact of a person
-- one of all units.
established as (

    select
        units.unit_number,
        facts.fact,
        facts.value
    from established_of_subjects as facts
    inner join units on facts.subject_number = units.unit_number
    union
    select
        units.unit_number,
        facts.fact,
        facts.value
    from established_of_subjects as facts
    inner join units on facts.subject_number = units.arrest_number
    union
    select
        units.unit_number,
        facts.fact,
        facts.value
    from established_of_subjects as facts
    inner join units on facts.subject_number = units.person_number

),

law_paths as (

    select *
    from {{ ref('engine_law_paths') }}
    where stage = {{ stage }}

),

law_elements as (

    select *
    from {{ ref('engine_law_elements') }}
    where stage = {{ stage }}

)
{%- endmacro %}

{#- The matches of selectors, of both stages where the later one is evaluated, as the CTE `matches`. -#}
{% macro engine_matches_read(stage) -%}
matches as (

    select *
    from {{ ref('engine_matches') }} as matches
    where {{ in_piece('matches.person_bucket') }}
    {% if stage == 1 -%}
    union all by name
    select *
    from {{ ref('engine_later_matches') }} as later_matches
    where {{ in_piece('later_matches.person_bucket') }}
    {%- endif %}

)
{%- endmacro %}

{#- Units and the paths they may take, each also as every level that is supposed of it. -#}
{% macro engine_candidates(named='candidates') -%}
    {{ named }} as (

    select
        units.unit_number,
        units.person_number,
        units.case_number,
        law_paths.path_number,
        law_paths.remedy_number,
        matches.variant,
        matches.answer as kind_answer,
        matches.valid_until as kind_until
    from units
    inner join matches on units.unit_number = matches.unit_number
    inner join law_paths on matches.selector_number = law_paths.kind_number and units.unit = law_paths.unit
    left join {{ ref('engine_supposed_levels') }} as levels on matches.variant = levels.variant
    where units.is_candidate
        and units.jurisdiction <> 'elsewhere'
        and (matches.answer <> 'no' or matches.valid_until is not null)
        and (matches.variant = 0 or list_contains(law_paths.suppose_levels, levels.level))

)
{%- endmacro %}
