-- Health and Safety Code 11361.8(a),(b),(e),(f): had Proposition 64 been in effect at the time of the offense, would
-- the person be guilty of nothing (dismiss and seal), of something less (redesignate), or of the same? One row per
-- count and row of the matrix (law/ca_prop64_matrix.csv) for its section: each row of the matrix is a path. What each
-- element asks, and when it is unknown, stands in proposition_64.md, section 3.
{% set elements = [
    'not_relieved_before', 'court_of_this_state', 'record_is_clear', 'the_offense_itself', 'offense_in_time_of_the_row',
    'age_of_the_row', 'level_of_the_row', 'disqualifiers_of_the_row', 'sentence_completed', 'not_challenged',
    'fact_of_the_row'
] %}
with paths as (

    select
        counts.*,
        matrix.matrix_row,
        matrix.levels,
        matrix.offense_from,
        matrix.offense_to,
        matrix.age_from,
        matrix.age_to,
        matrix.fact,
        matrix.fact_value,
        matrix.when_fact_unknown,
        matrix.disqualifiers as disqualifiers_asked,
        matrix.asks,
        matrix.outcome as outcome_of_the_row,
        matrix.relief as relief_of_the_row,
        matrix.reason_code as reason_of_the_row
    from {{ ref('rule_ca__prop64_counts') }} as counts
    inner join {{ law('prop64_matrix') }} as matrix
        on counts.code_book = matrix.code_book
        and counts.section = matrix.section
        and case matrix.subdivision_match
            when 'any' then true
            else coalesce(counts.subdivision_path, '') = coalesce(matrix.subdivision_path, '')
        end
    where counts.scope in ('conviction', 'conspiracy_in_comment', 'accessory')

),

{{ prop64_words_of_the_day('paths', 'age_of_the_row') }},

level_of_the_row as (

    select
        *,
        case
            when levels is null then 'met'
            when level = 'unknown' then 'unknown'
            when list_contains(string_split(levels, ' '), level) then 'met'
            else 'not_met'
        end as level_of_the_row
    from age_of_the_row

),

-- 11361.8(b),(f): the court shall presume that the person satisfies the criteria; some facts it is not asked to
-- presume.
fact_of_the_row as (

    select
        level_of_the_row.*,
        case
            when level_of_the_row.fact is null then 'met'
            when facts.value = level_of_the_row.fact_value then 'met'
            when facts.value is not null then 'not_met'
            when level_of_the_row.when_fact_unknown = 'presume' then 'presumed'
            else 'unknown'
        end as fact_of_the_row
    from level_of_the_row
    left join (select distinct charge_id, fact, value from {{ ref('int_established_facts') }}) as facts
        on level_of_the_row.charge_id = facts.charge_id and level_of_the_row.fact = facts.fact

),

disqualifiers_of_the_row as (

    select
        fact_of_the_row.*,
        bars.super_strike,
        bars.registrable,
        bars.registration,
        bars.two_priors,
        case
            when fact_of_the_row.disqualifiers_asked = 'none' then 'met'
            when bars.disqualifiers = 'unknown' then 'unknown'
            when fact_of_the_row.disqualifiers_asked = 'absent' and bars.disqualifiers = 'absent' then 'presumed'
            when fact_of_the_row.disqualifiers_asked = bars.disqualifiers then 'met'
            else 'not_met'
        end as disqualifiers_of_the_row
    from fact_of_the_row
    left join {{ ref('rule_ca__prop64_disqualifiers') }} as bars on fact_of_the_row.charge_id = bars.charge_id

),

-- What cannot matter is not asked.
asked as (

    select
        * replace (
            case
                when asks = 'record_only' or scope <> 'conviction' then 'met'
                else the_offense_itself
            end as the_offense_itself,
            case when asks = 'record_only' then 'met' else court_of_this_state end as court_of_this_state,
            case when outcome_of_the_row <> 'eligible' then 'met' else sentence_completed end as sentence_completed,
            case when outcome_of_the_row <> 'eligible' then 'met' else not_challenged end as not_challenged
        )
    from disqualifiers_of_the_row

),

applied as (

    select
        *,
        case
            when 'not_met' in ({{ prop64_elements_of_the_row() | join(', ') }})
                or (disqualifiers_asked = 'present' and disqualifiers_of_the_row = 'not_met')
                then 'no'
            when 'unknown' in ({{ prop64_elements_of_the_row() | join(', ') }})
                or (disqualifiers_asked = 'present' and disqualifiers_of_the_row = 'unknown')
                then 'unknown'
            else 'yes'
        end as row_applies,
        fact_of_the_row = 'unknown' as is_alternative,
        {{ deciding_element(elements, ['not_met', 'unknown']) }} as deciding_element,
        {{ path_outcome(elements) }} as outcome_of_elements
    from asked

)

select
    charge_id,
    person_id,
    person_bucket,
    'prop64_statutory' as remedy_id,
    matrix_row as path,
    row_applies,
    is_alternative,
    offense_in_time_of_the_row,
    age_of_the_row,
    level_of_the_row,
    fact_of_the_row,
    disqualifiers_of_the_row,
    the_offense_itself,
    sentence_completed,
    not_challenged,
    not_relieved_before,
    court_of_this_state,
    record_is_clear,
    {{ prop64_outcome_of_path(
        "not_relieved_before = 'not_met'", 'is_alternative', 'outcome_of_elements', 'outcome_of_the_row'
    ) }} as outcome,
    relief_of_the_row as relief,
    outcome_of_the_row,
    deciding_element,
    case deciding_element
        when 'not_relieved_before'
            then case not_relieved_before
                    when 'not_met' then 'record_relieved_by_prop64' else 'record_relieved_before'
                end
        when 'court_of_this_state'
            then case court_of_this_state
                    when 'not_met' then 'record_of_another_state' else 'record_county_unknown'
                end
        when 'record_is_clear' then record_reason_code
        when 'the_offense_itself' then 'prop64_conspiracy'
        when 'offense_in_time_of_the_row'
            then case offense_in_time_of_the_row
                    when 'not_met' then 'prop64_offense_not_in_time_of_row'
                    else if(may_be_of_the_former_law, 'prop64_offense_perhaps_before', 'prop64_offense_date_unknown')
                end
        when 'age_of_the_row'
            then case age_of_the_row when 'not_met' then 'prop64_age_not_of_this_row' else 'prop64_age_unknown' end
        when 'level_of_the_row'
            then case level_of_the_row
                    when 'not_met' then 'prop64_level_not_of_this_row' else 'prop64_level_unknown'
                end
        when 'disqualifiers_of_the_row'
            then case
                    when disqualifiers_of_the_row = 'not_met' then 'prop64_disqualified'
                    when super_strike = 'unknown' then 'prop64_super_strike_unknown'
                    when registrable = 'unknown' then 'prop64_registrable_unknown'
                    when registration = 'unknown' then 'prop64_registration_on_record'
                    else 'prop64_two_priors_undecided'
                end
        when 'sentence_completed' then sentence_reason_code
        when 'not_challenged' then 'prop64_prosecutor_challenge'
        when 'fact_of_the_row'
            then case fact_of_the_row
                    when 'not_met' then 'prop64_fact_not_of_this_row' else 'prop64_fact_not_established'
                end
        else reason_of_the_row
    end as reason_code,
    -- What the outcome rests on without being on record, in the words of law/ca_facts.csv where it is one.
    list_filter([
        case when fact_of_the_row = 'presumed' and fact_value = 'yes' then fact end,
        case when disqualifiers_of_the_row = 'presumed' then 'no_disqualifying_conduct' end,
        case when sentence_completed = 'presumed' then 'sentence_completed' end,
        case when the_offense_itself = 'presumed' then 'attempt_follows_the_offense_itself' end
    ], lambda presumed: presumed is not null) as presumed_facts
from applied
