-- Health and Safety Code 11361.8(a),(b),(e),(f): had Proposition 64 been in effect at the time of the offense, would
-- the person be guilty of nothing, of something less, or of the same? One row per count and row of the matrix
-- (law/ca_prop64_matrix.csv) for its section, with what the row asks of the count itself: each row of the matrix is a
-- path of hs_11361_8.law, which decides by these answers. What each asks, and when it is unknown, stands in
-- proposition_64.md, section 3.
{% set days_if = {} %}
{% for years in prop64_ages_of_facts() %}
    {% do days_if.update({years: 'cast(days.birth_date_earliest + to_years(' ~ years ~ ') as date)'}) %}
{% endfor %}
{% do days_if.update({'in_ten_years': 'cast(days.conviction_date_earliest - to_years(10) as date)'}) %}
with rows_of_the_matrix as (

    select
        counts.charge_id,
        counts.person_id,
        counts.person_bucket,
        counts.scope,
        counts.county_type,
        counts.level,
        counts.birth_date_earliest,
        counts.conviction_date_earliest,
        counts.offense_earliest,
        counts.offense_latest,
        counts.may_be_of_the_former_law,
        matrix.matrix_row,
        matrix.levels,
        matrix.offense_from,
        matrix.offense_to,
        matrix.fact,
        matrix.fact_value,
        matrix.when_fact_unknown,
        matrix.asks
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

-- Nobody commits an offense before she is born. Of one that may have been under the former law no first day is known.
-- (That no day is told is an answer of its own, not of the row.)
days as (

    select
        *,
        case
            when may_be_of_the_former_law and offense_to is not null then birth_date_earliest
            else coalesce(offense_earliest, birth_date_earliest)
        end as not_before
    from rows_of_the_matrix

),

established as (

    select distinct
        charge_id,
        fact,
        value
    from {{ ref('int_established_facts') }}

)

select
    days.charge_id,
    days.person_id,
    days.person_bucket,
    days.matrix_row as path,
    case
        when days.scope <> 'conviction' or days.offense_from is null or days.offense_latest is null then 'yes'
        when days.may_be_of_the_former_law and days.offense_from > {{ law_date('prop64_last_old_law_date') }}
            then 'unknown'
        when days.offense_latest < days.offense_from then 'no'
        when days.not_before >= days.offense_from then 'yes'
        else 'unknown'
    end as not_before_the_row,
    -- And where somebody found that the person had an age, or that not more than ten years went by.
    {% for condition, day in days_if.items() %}
        case
            when days.scope <> 'conviction' then 'yes'
            when days.offense_latest < days.offense_from then 'no'
            when {{ day }} >= days.offense_from then 'yes'
            else 'unknown'
        end as not_before_the_row_if_{{ condition }},
    {% endfor %}
    case
        when days.scope <> 'conviction' or days.offense_to is null or days.offense_latest is null then 'yes'
        when days.may_be_of_the_former_law then 'unknown'
        when days.not_before > days.offense_to then 'no'
        when days.offense_latest <= days.offense_to then 'yes'
        else 'unknown'
    end as not_after_the_row,
    case
        when days.levels is null then 'yes'
        when days.level = 'unknown' then 'unknown'
        when list_contains(string_split(days.levels, ' '), days.level) then 'yes'
        else 'no'
    end as level_of_the_row,
    -- 11361.8(b),(f): the court shall presume that the person satisfies the criteria; some facts it is not asked to
    -- presume.
    case
        when days.fact is null or established.value = days.fact_value then 'yes'
        when established.value is not null then 'no'
        when days.when_fact_unknown = 'presume' then 'yes'
        else 'unknown'
    end as fact_of_the_row,
    days.fact is not null and established.value is null and days.when_fact_unknown = 'presume' as is_fact_presumed,
    -- (Of a section that is never covered the court does not matter.)
    case when days.asks = 'record_only' or days.county_type = 'in_state' then 'yes' else 'unknown' end
        as court_of_the_count
from days
left join established on days.charge_id = established.charge_id and days.fact = established.fact
