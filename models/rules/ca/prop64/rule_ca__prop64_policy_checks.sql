-- No statute: what the prosecutor of a county chose beyond it (county policy; options as Clear My Record defined them).
-- The checks in their order: not a felony, the dismiss list, age under 21 at conviction, age, years since the
-- conviction, years without a conviction, only Proposition 64 convictions, deceased; then the reduce list. A missing
-- date or level is review.
{% set checks = [
    'not_a_felony', 'dismiss_list', 'under_21_at_conviction', 'age', 'years_since_conviction', 'years_without_conviction',
    'only_prop64_convictions', 'deceased'
] %}
with marijuana_sections as (

    select section from {{ law('prop64_matrix') }}
    where matrix_row = 'P64-POST'

),

counts as (

    select
        counts.*,
        coalesce(counts.first_possible_day > {{ law_date('prop64_last_old_law_date') }}, false)
        and coalesce(counts.is_before_answer <> 'yes', true) as is_under_the_new_law,
        run_parameters.as_of_date
    from {{ ref('rule_ca__prop64_counts') }} as counts
    inner join marijuana_sections on counts.section = marijuana_sections.section
    cross join {{ source('intake', 'run_parameters') }} as run_parameters
    where counts.scope = 'conviction'
        and counts.code_book = 'HS'
        and counts.county_type = 'in_state'
        and coalesce(counts.charge_prefix, 'attempt') = 'attempt'

),

counties as (

    select distinct county_name from {{ source('intake', 'county_policies') }}

),

-- The policy of the county, or the default; one row per count.
chosen as (

    select
        counts.charge_id,
        case when counties.county_name is not null then counts.county_name else '*' end as policy_county
    from counts
    left join counties on counts.county_name = counties.county_name

),

options as (

    select
        chosen.charge_id,
        bool_or(policies.option = 'policy') as is_given,
        list(policies.value) filter (where policies.option = 'dismiss_section') as dismiss_sections,
        list(policies.value) filter (where policies.option = 'reduce_section') as reduce_sections,
        bool_or(policies.option = 'under_21_at_conviction') as asks_under_21,
        max(try_cast(policies.value as integer)) filter (where policies.option = 'age_at_least_years')
            as age_at_least_years,
        max(try_cast(policies.value as integer)) filter (where policies.option = 'years_since_conviction')
            as years_since,
        max(try_cast(policies.value as integer)) filter (where policies.option = 'years_without_conviction')
            as years_without,
        bool_or(policies.option = 'only_prop64_convictions') as asks_only_prop64,
        bool_or(policies.option = 'deceased') as asks_deceased
    from chosen
    inner join {{ source('intake', 'county_policies') }} as policies on chosen.policy_county = policies.county_name
    group by chosen.charge_id

),

with_policy as (

    select
        counts.*,
        coalesce(options.is_given, false) as is_given,
        coalesce(options.dismiss_sections, []) as dismiss_sections,
        coalesce(options.reduce_sections, []) as reduce_sections,
        coalesce(options.asks_under_21, false) as asks_under_21,
        options.age_at_least_years,
        options.years_since,
        options.years_without,
        coalesce(options.asks_only_prop64, false) as asks_only_prop64,
        coalesce(options.asks_deceased, false) as asks_deceased
    from counts
    left join options on counts.charge_id = options.charge_id

),

-- All convictions of the person, in every county: has any been in the years asked about (one exactly so many years ago
-- is), is any of another kind?
records as (

    select
        with_policy.charge_id,
        bool_or(
            {{ anniversary('others.conviction_date_earliest', 'with_policy.years_without') }} >= with_policy.as_of_date
        )
            as has_conviction_in_those_years,
        bool_or(coalesce(
            {{ anniversary('others.conviction_date_latest', 'with_policy.years_without') }} >= with_policy.as_of_date,
            true
        )) as may_have_conviction_in_those_years,
        least(
            {% for day in ['earliest', 'latest'] %}
                min({{ anniversary('others.conviction_date_' ~ day, 'with_policy.years_without') }} + 1) filter (
                    where {{ anniversary('others.conviction_date_' ~ day, 'with_policy.years_without') }}
                    >= with_policy.as_of_date
                )
                {{- ',' if not loop.last }}
            {% endfor %}
        ) as conviction_in_those_years_until,
        bool_or(others.section is not null and marijuana_sections.section is null) as has_other_conviction,
        bool_or(others.section is null) as has_conviction_not_understood
    from with_policy
    inner join {{ ref('int_convictions') }} as others on with_policy.person_id = others.person_id
    left join marijuana_sections on others.code_book = 'HS' and others.section = marijuana_sections.section
    group by with_policy.charge_id

),

not_a_felony as (

    select
        with_policy.*,
        records.* exclude (charge_id),
        case level
            when 'felony' then 'no'
            when 'unknown' then 'unknown'
            else 'yes'
        end as not_a_felony
    from with_policy
    inner join records on with_policy.charge_id = records.charge_id

),

lists as (

    select
        *,
        {{ section_is_listed('dismiss_sections') }} as dismiss_list,
        {{ section_is_listed('reduce_sections') }} as reduce_list
    from not_a_felony

),

under_21_at_conviction as (

    select
        *,
        case
            when not asks_under_21 then 'no'
            when birth_date_latest >= conviction_date_earliest then 'unknown'
            when conviction_date_latest
                < {{ anniversary('birth_date_earliest', law_integer('policy_under_age_years')) }}
                then 'yes'
            when conviction_date_earliest
                >= {{ anniversary('birth_date_latest', law_integer('policy_under_age_years')) }}
                then 'no'
            else 'unknown'
        end as under_21_at_conviction
    from lists

),

age as (

    select
        *,
        case
            when age_at_least_years is null then 'no'
            when birth_date_latest >= conviction_date_earliest then 'unknown'
            when {{ anniversary('birth_date_latest', 'age_at_least_years') }} <= as_of_date then 'yes'
            when {{ anniversary('birth_date_earliest', 'age_at_least_years') }} > as_of_date then 'no'
            else 'unknown'
        end as age
    from under_21_at_conviction

),

years_since_conviction as (

    select
        *,
        case
            when years_since is null then 'no'
            when {{ anniversary('conviction_date_latest', 'years_since') }} <= as_of_date then 'yes'
            when {{ anniversary('conviction_date_earliest', 'years_since') }} > as_of_date then 'no'
            else 'unknown'
        end as years_since_conviction
    from age

),

years_without_conviction as (

    select
        *,
        case
            when years_without is null or coalesce(has_conviction_in_those_years, false) then 'no'
            when may_have_conviction_in_those_years then 'unknown'
            else 'yes'
        end as years_without_conviction
    from years_since_conviction

),

only_prop64_convictions as (

    select
        *,
        case
            when not asks_only_prop64 or has_other_conviction then 'no'
            when has_conviction_not_understood then 'unknown'
            else 'yes'
        end as only_prop64_convictions
    from years_without_conviction

),

deceased as (

    select
        *,
        case when asks_deceased and is_deceased then 'yes' else 'no' end as deceased
    from only_prop64_convictions

),

decided as (

    select
        *,
        case
            when not is_given then 'none'
            when 'yes' in ({{ checks | join(', ') }}) then 'dismiss'
            when 'unknown' in ({{ checks | join(', ') }}) then 'review'
            when reduce_list = 'yes' then 'reduce'
            else 'none'
        end as policy_remedy
    from deceased

)

select
    charge_id,
    person_id,
    person_bucket,
    is_given,
    is_under_the_new_law,
    {{ checks | join(',\n    ') }},
    reduce_list,
    policy_remedy,
    -- The next day on which one that asks for an age or a time can come out otherwise.
    list_min(list_filter([
        {% for day in ['birth_date_earliest', 'birth_date_latest'] %}
            {{ anniversary(day, 'age_at_least_years') }},
        {% endfor %}
        {% for day in ['conviction_date_earliest', 'conviction_date_latest'] %}
            {{ anniversary(day, 'years_since') }},
        {% endfor %}
        conviction_in_those_years_until
    ], lambda day: day > as_of_date)) as valid_until
from decided
