{#-
One more answer, established: for each open question and value the person is copied into a world of its own, in which the
answer stands, and only what it touches there is decided again, by the SQL of the findings themselves.
-#}
{#- The worlds: one per question and value. -#}
{% macro engine_worlds() -%}
worlds as (

    select
        {{ short_content_number("concat_ws('|', questions.question_number, answers.value)") }} as world,
        questions.question_number,
        questions.fact,
        answers.value,
        questions.subject_number,
        questions.person_id,
        questions.person_number,
        questions.person_bucket
    from {{ ref('engine_questions') }} as questions
    cross join (values ('yes'), ('no')) as answers (value)
    where {{ in_piece('questions.person_bucket') }}

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
        or xor(worlds.subject_number, worlds.world) in (units.unit_number, units.arrest_number, units.person_number)
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
