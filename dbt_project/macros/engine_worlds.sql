{#-
One more answer, established: for each open question and value the person is copied into a world of its own, in which the
answer stands, and only what it touches there is decided again, by the SQL of the findings themselves.
-#}
{#-
The worlds, one per question and value, and what each answer is about: a question is about one subject or several
(`world_subjects`: world, subject_number). Only facts that a pack asks for.
-#}
{% macro engine_worlds() -%}
-- (What makes a charge of another kind: its level, or that it is on a list.)
facts_of_kinds as (
    select fact from {{ law('level_facts') }}
    union
    select fact_needed from {{ law('offense_lists') }} where fact_needed is not null
),

world_subjects as (
    select
        rows.question_number, rows.fact, answers.value, rows.person_id, rows.person_bucket,
        rows.fact in (select facts_of_kinds.fact from facts_of_kinds) as is_of_kind,
        {{ short_content_number('rows.person_id') }} as person_number,
        {{ short_content_number('rows.subject_id') }} as subject_number,
        {{ short_content_number("concat_ws('|', hex(rows.question_number), answers.value)") }} as world
    from {{ rule('question_subjects') }} as rows
    cross join (values ('yes'), ('no')) as answers (value)
    where (
            is_of_kind
            or rows.fact in (select element_answers.fact from {{ law('element_answers') }} as element_answers)
        )
),

-- (By hex: the decimal text of a 128-bit number takes a hundred times as long.)
worlds as (select distinct * exclude (subject_number) from world_subjects)
{%- endmacro %}

{#- What selectors ask for there: as on record; where the answer makes a charge of another kind, asked again. -#}
{% macro engine_world_matches() -%}
kinds as (select * from units where is_of_kind),

lists_of_kinds as (
    {{ engine_listed('kinds') }}
),

{{ engine_judged_kinds() }},

kind_answers as (
    select * from {{ ref('engine_kind_answers') }}
    union all by name
    select * from judged_kinds
),

world_matches as (
    select
        rows.* replace (
            xor(rows.unit_number, worlds.world) as unit_number,
            xor(rows.person_number, worlds.world) as person_number
        )
    from {{ ref('engine_matches') }} {{ engine_of_worlds(true, 'person_number') }} and not worlds.is_of_kind
    anti join (select * from {{ ref('engine_law_selectors') }} where is_of_petitions) as others using (selector_number)
    union all by name
    select *
    from (
        with {{ engine_matched(false, 'kinds') }}

        select * from matched
    ) as asked_again
)
{%- endmacro %}

{#-
Findings of the worlds decided again, as CTEs up to `decided_again` (with the numbers of the record): those of units that
an answer is about, those that count such units, all of a person where it makes a charge of another kind, or a relief came
out otherwise that others look at (`changed`: person_number, of the later stage); with them the charges of the case where the case is the unit, and all of the person
where a cap counts them. Needs the CTEs of engine_facts(), `matches` and `worlds`.
-#}
{% macro engine_decided_again(stage) -%}
asked_by_remedies as (
    select distinct law_paths.remedy_number, answers.fact, answers.of_other
    from {{ law('element_answers') }} as answers
    inner join law_paths using (remedy_id, path)
),

touched_units as (
    select units.unit_number, units.person_number, units.case_number, asked.remedy_number
    from units
    inner join worlds using (world)
    inner join asked_by_remedies as asked on worlds.fact = asked.fact and asked.of_other
    union
    select units.unit_number, units.person_number, units.case_number, asked.remedy_number
    from units
    inner join world_subjects as subjects using (world)
    inner join asked_by_remedies as asked on subjects.fact = asked.fact and not asked.of_other
    where xor(subjects.subject_number, subjects.world) in (units.unit_number, units.arrest_number, units.person_number)
    union
    select units.unit_number, units.person_number, units.case_number, law_paths.remedy_number
    from units
    cross join law_paths
    where units.is_of_kind
        {%- if stage == 1 %} or units.person_number in (select changed.person_number from changed){% endif %}
),

remedies_by_reach as (
    select
        law_paths.remedy_number,
        bool_or(law_paths.is_by_case) as is_by_case,
        bool_or(caps.cap is not null) as is_capped
    from law_paths
    left join {{ law('caps') }} as caps on list_contains(caps.paths, law_paths.path)
    group by law_paths.remedy_number
),

touched as (
    select unit_number, remedy_number from touched_units
    {% for reach, of in {'is_by_case': 'case_number', 'is_capped': 'person_number'}.items() -%}
    union
    select units.unit_number, touched_units.remedy_number
    from touched_units
    inner join remedies_by_reach as remedies
        on touched_units.remedy_number = remedies.remedy_number and remedies.{{ reach }}
    inner join units on touched_units.{{ of }} = units.{{ of }}
    {% endfor %}
),

all_candidates as (
    {{ engine_candidates() }}
),

candidates as (
    select all_candidates.*
    from all_candidates
    semi join touched using (unit_number, remedy_number)
),

{{ engine_element_rows() }},

{{ engine_path_rows() }},

{{ engine_decided() }},

{{ engine_findings() }},

decided_again as (
    select units.world, findings.* replace (xor(findings.unit_number, units.world) as unit_number)
    from findings
    inner join units using (unit_number)
)
{%- endmacro %}
