-- No statute: facts that nobody established and that an unknown element of a determination which waits would be
-- answered by: one row per fact and the charge, arrest or person it is about. Whether an answer changes anything is not
-- asked here (engine_what_if), nor how the question is worded (rule_<st>__questions).
with {{ engine_selectors_read() }},

waiting as (
    {% for stage in [0, 1] %}
        select
            candidates.unit_number, statuses.element_number, statuses.asks_about, statuses.rests_on,
            findings.person_id, findings.person_bucket
        from ({{ engine_read('findings', stage) }}) as findings
        inner join {{ ref('engine_law_paths') }} as law_paths using (remedy_id)
        inner join ({{ engine_read('paths', stage) }}) as candidates
            on findings.unit_number = candidates.unit_number and law_paths.path_number = candidates.path_number
        inner join ({{ engine_read('rows', stage) }}) as statuses
            on candidates.candidate_number = statuses.candidate_number and statuses.status = 'unknown'
        where findings.outcome in ('review', 'undeterminable') or findings.has_possible_better_path
        {{ 'union all' if not loop.last }}
    {% endfor %}
),

answered_by as (
    select distinct elements.element_number, answers.fact, answers.of_other
    from {{ ref('engine_law_elements') }} as elements
    inner join {{ law('element_answers') }} as answers using (remedy_id, path, element)
),

-- What an element looks at: the unit itself, or those that its status rests on.
looked_at as (
    select person_id, person_bucket, element_number, unit_number
    from waiting
    union
    select person_id, person_bucket, element_number, {{ short_content_number('unnest(rests_on)') }} as unit_number
    from waiting
),

asked_of_units as (
    select waiting.person_id, waiting.person_bucket, answered_by.fact, waiting.unit_number
    from waiting
    inner join answered_by using (element_number)
    where not answered_by.of_other
    union
    select waiting.person_id, waiting.person_bucket, answered_by.fact, unnest(waiting.asks_about) as unit_number
    from waiting
    inner join answered_by using (element_number)
    where answered_by.of_other
    union
    -- (The facts that lines of lists turn on.)
    select looked_at.person_id, looked_at.person_bucket, lists.fact_needed as fact, looked_at.unit_number
    from looked_at
    inner join {{ ref('engine_law_elements') }} as elements using (element_number)
    inner join lists_read using (remedy_id, path, element)
    inner join {{ ref('engine_unit_lists') }} as lists
        on looked_at.unit_number = lists.unit_number and looked_at.person_bucket = lists.person_bucket
        and lists_read.offense_list = lists.offense_list and lists.fact_needed is not null
),

asked as (
    select asked_of_units.*, facts.unit
    from asked_of_units
    inner join {{ law('facts') }} as facts using (fact)
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
