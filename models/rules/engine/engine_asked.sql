-- No statute: facts that nobody established and that an unknown element of a determination which waits would be
-- answered by: one row per fact and the charge, arrest or person it is about. Whether an answer changes anything is not
-- asked here (engine_what_if), nor how the question is worded (rule_<st>__questions).
with waiting as (
    {% for stage in [0, 1] %}
        select
            candidates.unit_number, statuses.element_number, statuses.asks_about,
            findings.person_id, findings.person_bucket
        from ({{ engine_read('findings', stage) }}) as findings
        inner join {{ ref('engine_law_paths') }} as law_paths using (remedy_id)
        inner join ({{ engine_read('candidates', stage) }}) as candidates
            on findings.unit_number = candidates.unit_number and law_paths.path_number = candidates.path_number
        inner join ({{ engine_read('rows', stage) }}) as statuses
            on candidates.candidate_number = statuses.candidate_number and statuses.status = 'unknown'
        where findings.outcome in ('review', 'undeterminable')
        {{ 'union all' if not loop.last }}
    {% endfor %}
),

facts_of_elements as (
    select distinct
        elements.element_number, answers.fact, answers.of_other, facts.unit
    from {{ ref('engine_law_elements') }} as elements
    inner join {{ law('element_answers') }} as answers using (remedy_id, path, element)
    inner join {{ law('facts') }} as facts on answers.fact = facts.fact
),

asked as (
    select
        waiting.person_id, waiting.person_bucket, facts_of_elements.fact, facts_of_elements.unit, waiting.unit_number
    from waiting
    inner join facts_of_elements
        on waiting.element_number = facts_of_elements.element_number and not facts_of_elements.of_other
    union
    select
        waiting.person_id, waiting.person_bucket, facts_of_elements.fact, facts_of_elements.unit,
        unnest(waiting.asks_about) as unit_number
    from waiting
    inner join facts_of_elements
        on waiting.element_number = facts_of_elements.element_number and facts_of_elements.of_other
),

-- A fact of an arrest is asked once of all its charges.
of_subjects as (
    select distinct
        asked.fact,
        case
            when asked.unit = 'person' then 'person'
            when asked.unit = 'arrest' and units.unit = 'charge' and units.arrest_number is not null then 'arrest'
            else units.unit
        end as subject_unit,
        case
            when asked.unit = 'person' then units.person_number
            when asked.unit = 'arrest' and units.unit = 'charge' then coalesce(units.arrest_number, units.unit_number)
            else units.unit_number
        end as subject_number, asked.person_id, asked.person_bucket
    from asked
    inner join {{ ref('engine_units') }} as units using (unit_number)
),

known as (
    select
        {{ short_content_number('established.subject') }} as subject_number,
        established.fact
    from {{ rule('established') }} as established
)

select
    of_subjects.fact, of_subjects.subject_unit,
    coalesce(subjects.unit_id, of_subjects.person_id) as subject_id,
    of_subjects.person_id, of_subjects.person_bucket
from of_subjects
anti join known using (subject_number, fact)
left join {{ ref('engine_units') }} as subjects
    on of_subjects.subject_unit <> 'person' and of_subjects.subject_number = subjects.unit_number
    and of_subjects.person_bucket = subjects.person_bucket
