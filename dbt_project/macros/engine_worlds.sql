{#-
One more answer, established: for each open question and value the person is copied into a world of its own, in which the
answer stands, and only what it touches there is decided again, by the SQL of the findings themselves.
-#}
{#-
The worlds, one per question and value, and what each answer is about: a question is about one subject or several
(`world_subjects`: world, subject_number). Only facts that a pack asks for.
-#}
{% macro engine_worlds() -%}
asked_subjects as (

    select
        subjects.question_number,
        subjects.fact,
        subjects.person_id,
        subjects.person_bucket,
        {{ short_content_number('subjects.subject_id') }} as subject_number,
        {{ short_content_number("concat_ws('|', subjects.question_number, answers.value)") }} as world,
        answers.value
    from {{ rule('question_subjects') }} as subjects
    cross join (values ('yes'), ('no')) as answers (value)
    where {{ in_piece('subjects.person_bucket') }}
        and subjects.fact in (select element_answers.fact from {{ law('element_answers') }} as element_answers)

),

world_subjects as (

    select
        world,
        subject_number
    from asked_subjects

),

worlds as (

    select distinct
        world,
        question_number,
        fact,
        value,
        person_id,
        {{ short_content_number('person_id') }} as person_number,
        person_bucket
    from asked_subjects

)
{%- endmacro %}

{#-
Which determinations of a world an answer touches, as the CTE `touched` (unit_number, remedy_number): those of units it is
about, those that count such units, those that look at a relief which came out otherwise; with them the charges of the
case where the case is the unit, and all of the person where a cap counts them. Needs `units`, `worlds`, `law_paths`,
`law_elements` and, of the later stage, `changed` (person_number).
-#}
{% macro engine_touched(stage) -%}
asked_by_remedies as (

    select distinct
        law_paths.remedy_number,
        answers.fact,
        answers.of_other
    from {{ law('element_answers') }} as answers
    inner join law_paths on answers.remedy_id = law_paths.remedy_id and answers.path = law_paths.path

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

touched_units as (

    select
        units.unit_number,
        units.person_number,
        units.case_number,
        asked.remedy_number
    from units
    inner join worlds on units.world = worlds.world
    inner join asked_by_remedies as asked on worlds.fact = asked.fact
    where asked.of_other
    union
    select
        units.unit_number,
        units.person_number,
        units.case_number,
        asked.remedy_number
    from units
    inner join worlds on units.world = worlds.world
    inner join asked_by_remedies as asked on worlds.fact = asked.fact and not asked.of_other
    inner join world_subjects as subjects on worlds.world = subjects.world
    where xor(subjects.subject_number, subjects.world) in (units.unit_number, units.arrest_number, units.person_number)
    {% if stage == 1 -%}
    union
    select
        units.unit_number,
        units.person_number,
        units.case_number,
        law_paths.remedy_number
    from units
    semi join changed on units.person_number = changed.person_number
    cross join (select distinct remedy_number from law_paths) as law_paths
    {%- endif %}

),

touched as (

    select
        unit_number,
        remedy_number
    from touched_units
    union
    select
        units.unit_number,
        touched_units.remedy_number
    from touched_units
    inner join remedies_by_reach as remedies
        on touched_units.remedy_number = remedies.remedy_number and remedies.is_by_case
    inner join units on touched_units.case_number = units.case_number
    union
    select
        units.unit_number,
        touched_units.remedy_number
    from touched_units
    inner join remedies_by_reach as remedies
        on touched_units.remedy_number = remedies.remedy_number and remedies.is_capped
    inner join units on touched_units.person_number = units.person_number

)
{%- endmacro %}

{#- The candidates of a world that are touched, and what they come to: CTEs up to `findings`. -#}
{% macro engine_decided_again() -%}
    {{ engine_candidates('all_candidates') }},

candidates as (

    select all_candidates.*
    from all_candidates
    semi join touched
        on all_candidates.unit_number = touched.unit_number and all_candidates.remedy_number = touched.remedy_number

),

{{ engine_element_rows() }},

{{ engine_path_rows() }},

{{ engine_decided() }},

{{ engine_findings() }},

-- (Back from the numbers of the world.)
decided_again as (

    select
        units.world,
        xor(findings.unit_number, units.world) as unit_number,
        findings.* exclude (unit_number)
    from findings
    inner join units on findings.unit_number = units.unit_number

)
{%- endmacro %}
