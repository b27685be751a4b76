-- Health and Safety Code 11361.8: what one more answer would make of a count that waits for it. One row per count and
-- fact that nobody established, where yes or no would give another outcome or another relief. The elements stand as
-- they do (rule_ca__prop64_elements); the word that the fact answers is put in its place (law/ca_element_facts.csv,
-- and the fact of each row of the matrix), and the paths are taken as for the finding itself.
{% set of_the_row = "element in ('" ~ prop64_elements_of_the_row() | join("', '") ~ "')" %}
with waiting as (

    select
        charge_id,
        person_id,
        person_bucket,
        remedy_id,
        outcome,
        relief
    from {{ ref('rule_ca__prop64_findings') }}
    where remedy_id = 'prop64_statutory'
        and (outcome in ('review', 'undeterminable') or has_possible_better_path)

),

matrix as (

    select distinct
        matrix_row,
        fact,
        fact_value,
        disqualifiers,
        outcome as outcome_of_the_row,
        relief as relief_of_the_row
    from {{ ref('ca_prop64_matrix') }}

),

-- What the elements of a row come to together is no element of its own.
words as (

    select
        elements.charge_id,
        elements.path,
        elements.element,
        elements.word,
        matrix.fact,
        matrix.fact_value,
        matrix.disqualifiers,
        matrix.outcome_of_the_row,
        matrix.relief_of_the_row
    from {{ ref('rule_ca__prop64_elements') }} as elements
    inner join waiting on elements.charge_id = waiting.charge_id and elements.remedy_id = waiting.remedy_id
    left join matrix on elements.path = matrix.matrix_row
    where elements.element <> 'a_row_fits'

),

askable as (

    select
        words.charge_id,
        case when words.element = 'fact_of_the_row' then words.fact else element_facts.fact end as fact
    from words
    left join (
        select distinct element, fact
        from {{ ref('ca_element_facts') }}
        where remedy_id = 'prop64_statutory'
    ) as element_facts
        on words.element = element_facts.element
    where words.word = 'unknown'

),

questions as (

    select distinct
        askable.charge_id,
        askable.fact,
        given.value
    from askable
    cross join (values ('yes'), ('no')) as given (value)
    left join {{ ref('int_established_facts') }} as established
        on askable.charge_id = established.charge_id and askable.fact = established.fact
    where askable.fact is not null and established.charge_id is null

),

answered_words as (

    select
        questions.charge_id,
        questions.fact,
        questions.value,
        words.path,
        words.element,
        words.disqualifiers,
        words.outcome_of_the_row,
        words.relief_of_the_row,
        case
            when words.element = 'fact_of_the_row' and words.fact = questions.fact
                then case when words.fact_value = questions.value then 'met' else 'not_met' end
            -- (What a path does not ask is met, whatever the answer; without a path nothing is left out.)
            when words.word = 'unknown' or words.path is null then coalesce(element_facts.word, words.word)
            else words.word
        end as word
    from questions
    inner join words on questions.charge_id = words.charge_id
    left join {{ ref('ca_element_facts') }} as element_facts
        on words.element = element_facts.element
        and questions.fact = element_facts.fact
        and questions.value = element_facts.value
        and element_facts.remedy_id = 'prop64_statutory'

),

words_of_paths as (

    select
        charge_id,
        fact,
        value,
        path,
        any_value(outcome_of_the_row) as outcome_of_the_row,
        any_value(relief_of_the_row) as relief_of_the_row,
        bool_or(
            word = 'not_met'
            and (
                {{ of_the_row }}
                or (element = 'disqualifiers_of_the_row' and disqualifiers = 'present')
            )
        ) as is_of_another_row,
        bool_or(element = 'fact_of_the_row' and word = 'unknown') as is_alternative,
        bool_or(element = 'not_relieved_before' and word = 'not_met') as is_relieved,
        {{ outcome_of_words(
            "bool_or(word = 'not_met')", "bool_or(word = 'unknown')", 'false', "bool_or(word = 'not_yet')"
        ) }} as outcome_of_elements,
        bool_and(word not in ('not_met', 'unknown')) as is_decided_by_the_row
    from answered_words
    where path is not null
    group by charge_id, fact, value, path

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
        row_number() over (partition by charge_id, fact, value order by {{ prop64_best_path_first() }}) as place
    from given_by_paths

),

-- Whether there was a conviction is asked before any path.
without_conviction as (

    select
        charge_id,
        fact,
        value,
        case
            when bool_or(element = 'conviction_on_record' and word = 'not_met') then 'ineligible'
            when bool_or(element = 'disposition_understood' and word = 'unknown') then 'review'
            when bool_or(element = 'conviction_on_record' and word = 'unknown') then 'undeterminable'
        end as outcome
    from answered_words
    where path is null
    group by charge_id, fact, value

),

answers as (

    select
        questions.charge_id,
        questions.fact,
        questions.value,
        coalesce(without_conviction.outcome, best.outcome, 'review') as outcome,
        case when without_conviction.outcome is null then best.relief_given end as relief
    from questions
    left join best
        on questions.charge_id = best.charge_id
        and questions.fact = best.fact
        and questions.value = best.value
        and best.place = 1
        and not best.is_alternative
    left join without_conviction
        on questions.charge_id = without_conviction.charge_id
        and questions.fact = without_conviction.fact
        and questions.value = without_conviction.value

),

side_by_side as (

    select
        charge_id,
        fact,
        max(outcome) filter (where value = 'yes') as outcome_if_yes,
        max(relief) filter (where value = 'yes') as relief_if_yes,
        max(outcome) filter (where value = 'no') as outcome_if_no,
        max(relief) filter (where value = 'no') as relief_if_no
    from answers
    group by charge_id, fact

)

select
    waiting.charge_id,
    waiting.person_id,
    waiting.person_bucket,
    waiting.remedy_id,
    side_by_side.fact,
    waiting.outcome,
    waiting.relief,
    side_by_side.outcome_if_yes,
    side_by_side.relief_if_yes,
    side_by_side.outcome_if_no,
    side_by_side.relief_if_no
from side_by_side
inner join waiting on side_by_side.charge_id = waiting.charge_id
where side_by_side.outcome_if_yes <> waiting.outcome
    or side_by_side.outcome_if_no <> waiting.outcome
    or side_by_side.relief_if_yes is distinct from waiting.relief
    or side_by_side.relief_if_no is distinct from waiting.relief
