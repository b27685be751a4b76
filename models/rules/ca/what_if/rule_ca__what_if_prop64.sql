-- Health and Safety Code 11361.8: what one more answer would make of a count: one row per question and count whose
-- outcome or relief would be another with yes or with no. The words of each path stand as they do
-- (rule_ca__prop64_statutory); the word that the fact answers is put in its place (law/ca_element_facts.csv, and the
-- fact of each row of the matrix), and of the paths the best is taken as for the finding itself.
{% set day_and_age = ['offense_in_time_of_the_row', 'age_of_the_row'] %}
{# What an answer of law/ca_element_facts.csv can give on a path, whatever the word there. #}
{% set of_every_path = [
    'not_relieved_before', 'court_of_this_state', 'record_is_clear', 'the_offense_itself', 'level_of_the_row',
    'disqualifiers_of_the_row', 'sentence_completed', 'not_challenged'
] %}
{% set elements = of_every_path + day_and_age + ['fact_of_the_row'] %}
with matrix as (

    select distinct
        matrix_row,
        fact,
        fact_value,
        disqualifiers
    from {{ law('prop64_matrix') }}

),

element_facts as (

    select * from {{ law('element_facts') }}
    where remedy_id = 'prop64_statutory'

),

facts_asked as (

    select fact from element_facts
    union
    select fact from matrix
    where fact is not null

),

findings as (

    select
        charge_id,
        person_id,
        person_bucket,
        remedy_id,
        outcome in ('review', 'undeterminable') or has_possible_better_path as is_waiting,
        outcome,
        relief
    from {{ ref('rule_ca__prop64_findings') }} as found
    where remedy_id = 'prop64_statutory'

),

questions as (

    select
        subjects.question_number,
        subjects.subject_id as charge_id,
        subjects.fact,
        given.value
    from {{ rule('question_subjects') }} as subjects
    inner join findings on subjects.subject_id = findings.charge_id
    cross join (values ('yes'), ('no')) as given (value)
    where subjects.fact in (select facts_asked.fact from facts_asked)

),

-- The words that an answer gives on every path that asks for them, a column each.
answers_of_every_path as (

    select
        {% for element in of_every_path %}
            max(word) filter (where element = '{{ element }}') as {{ element }},
        {% endfor %}
        fact,
        value
    from element_facts
    where goes_before = 'any'
    group by fact, value

),

-- An answer about the day of the offense is an answer about all rows of the matrix, each with its own days and ages.
supposed_days as (

    select
        questions.question_number,
        questions.value,
        counts.* exclude (offense_earliest, offense_latest, may_be_of_the_former_law) replace (
            {% for fact, answer in prop64_facts_of_the_day().items() %}
                case questions.fact when '{{ fact }}' then questions.value else counts.{{ answer }} end as {{ answer }}
                {{- ',' if not loop.last }}
            {% endfor %}
        )
    from questions
    inner join {{ ref('rule_ca__prop64_counts') }} as counts on questions.charge_id = counts.charge_id
    where questions.fact in (
            {% for fact in prop64_facts_of_the_day() %}
                '{{ fact }}'
                {{- ',' if not loop.last }}
            {% endfor %}
        )

),

{{ prop64_offense_days('supposed_days', 'days_if_answered') }},

paths_if_answered as (

    select
        days_if_answered.*,
        rows_of_the_matrix.* exclude (matrix_row),
        paths.path
    from days_if_answered
    inner join {{ ref('rule_ca__prop64_statutory') }} as paths
        on days_if_answered.charge_id = paths.charge_id
    inner join (
        select distinct matrix_row, offense_from, offense_to, age_from, age_to from {{ law('prop64_matrix') }}
    ) as rows_of_the_matrix
        on paths.path = rows_of_the_matrix.matrix_row

),

{{ prop64_words_of_the_day('paths_if_answered', 'words_if_answered') }},

answered as (

    select
        questions.question_number,
        questions.charge_id,
        questions.value,
        paths.path,
        paths.outcome_of_the_row,
        paths.relief as relief_of_the_row,
        matrix.disqualifiers as disqualifiers_asked,
        -- (What a path does not ask is met, whatever the answer.)
        {% for element in of_every_path %}
            coalesce(
                case when paths.outcome_of_the_row = 'eligible' then answers_of_every_path.{{ element }} end,
                paths.{{ element }}
            ) as {{ element }},
        {% endfor %}
        {% for element in day_and_age %}
            coalesce(words_if_answered.{{ element }}, paths.{{ element }}) as {{ element }},
        {% endfor %}
        case
            when matrix.fact = questions.fact
                then case when matrix.fact_value = questions.value then 'met' else 'not_met' end
            else paths.fact_of_the_row
        end as fact_of_the_row
    from questions
    inner join {{ ref('rule_ca__prop64_statutory') }} as paths
        on questions.charge_id = paths.charge_id
    inner join matrix on paths.path = matrix.matrix_row
    left join answers_of_every_path
        on questions.fact = answers_of_every_path.fact and questions.value = answers_of_every_path.value
    left join words_if_answered
        on questions.question_number = words_if_answered.question_number
        and questions.charge_id = words_if_answered.charge_id
        and questions.value = words_if_answered.value
        and paths.path = words_if_answered.path

),

words_of_paths as (

    select
        *,
        'not_met' in ({{ prop64_elements_of_the_row() | join(', ') }})
        or (disqualifiers_asked = 'present' and disqualifiers_of_the_row = 'not_met') as is_of_another_row,
        fact_of_the_row = 'unknown' as is_alternative,
        not_relieved_before = 'not_met' as is_relieved,
        {{ path_outcome(elements) }} as outcome_of_elements,
        {{ deciding_element(elements, ['not_met', 'unknown']) }} is null as is_decided_by_the_row
    from answered

),

paths as (

    select
        *,
        {{ prop64_outcome_of_path('is_relieved', 'is_alternative', 'outcome_of_elements', 'outcome_of_the_row') }}
            as outcome
    from words_of_paths
    where not is_of_another_row

),

given_by_paths as (

    select
        *,
        {{ prop64_relief_given('outcome', 'is_decided_by_the_row', 'relief_of_the_row') }} as relief_given
    from paths

),

best as (

    select
        *,
        row_number() over (
            partition by question_number, charge_id, value
            order by {{ prop64_best_path_first() }}
        ) as place
    from given_by_paths

),

-- Whether there was a conviction is asked before any path.
words_without_conviction as (

    select
        questions.question_number,
        questions.charge_id,
        questions.value,
        coalesce(
            max(element_facts.word) filter (where element_facts.element = 'conviction_on_record'),
            max(counts.conviction_on_record)
        ) as conviction_on_record,
        coalesce(
            max(element_facts.word) filter (where element_facts.element = 'disposition_understood'),
            max(counts.disposition_understood)
        ) as disposition_understood
    from questions
    inner join {{ ref('rule_ca__prop64_counts') }} as counts on questions.charge_id = counts.charge_id
    left join element_facts on questions.fact = element_facts.fact and questions.value = element_facts.value
    where counts.conviction_on_record = 'unknown'
    group by questions.question_number, questions.charge_id, questions.value

),

without_conviction as (

    select
        question_number,
        charge_id,
        value,
        case
            when conviction_on_record = 'not_met' then 'ineligible'
            when disposition_understood = 'unknown' then 'review'
            when conviction_on_record = 'unknown' then 'undeterminable'
        end as outcome
    from words_without_conviction

),

answers as (

    select
        questions.question_number,
        questions.charge_id,
        questions.value,
        case
            when without_conviction.outcome is not null then without_conviction.outcome
            when best.charge_id is null and findings.outcome = 'already_relieved' then 'already_relieved'
            else coalesce(best.outcome, 'review')
        end as outcome,
        case when without_conviction.outcome is null then best.relief_given end as relief
    from questions
    inner join findings on questions.charge_id = findings.charge_id
    left join best
        on questions.question_number = best.question_number
        and questions.charge_id = best.charge_id
        and questions.value = best.value
        and best.place = 1
        and not best.is_alternative
    left join without_conviction
        on questions.question_number = without_conviction.question_number
        and questions.charge_id = without_conviction.charge_id
        and questions.value = without_conviction.value

),

side_by_side as (

    select
        question_number,
        charge_id,
        max(outcome) filter (where value = 'yes') as outcome_if_yes,
        max(relief) filter (where value = 'yes') as relief_if_yes,
        max(outcome) filter (where value = 'no') as outcome_if_no,
        max(relief) filter (where value = 'no') as relief_if_no
    from answers
    group by question_number, charge_id

)

select
    side_by_side.question_number,
    findings.charge_id,
    findings.person_id,
    findings.person_bucket,
    findings.remedy_id,
    findings.is_waiting,
    findings.outcome,
    findings.relief,
    side_by_side.outcome_if_yes,
    side_by_side.relief_if_yes,
    side_by_side.outcome_if_no,
    side_by_side.relief_if_no
from side_by_side
inner join findings on side_by_side.charge_id = findings.charge_id
where side_by_side.outcome_if_yes <> findings.outcome
    or side_by_side.outcome_if_no <> findings.outcome
    or side_by_side.relief_if_yes is distinct from findings.relief
    or side_by_side.relief_if_no is distinct from findings.relief
