{{ config(materialized='view') }}
-- Health and Safety Code 11361.8: the word of every element of every path, one row each, as law/ca_elements.csv names
-- them; and of what the policy of the county asks. It decides nothing: it reads the element columns of the rules.
{% set of_the_count = [
    'conviction_on_record', 'disposition_understood', 'not_relieved_before', 'court_of_this_state', 'record_is_clear',
    'the_offense_itself', 'sentence_completed', 'not_challenged'
] %}
{% set of_the_path = [
    'not_relieved_before', 'court_of_this_state', 'record_is_clear', 'the_offense_itself', 'offense_in_time_of_the_row',
    'age_of_the_row', 'level_of_the_row', 'disqualifiers_of_the_row', 'sentence_completed', 'not_challenged',
    'fact_of_the_row'
] %}
{% set conditions_of_the_policy = [
    'policy_given', 'not_relieved_before', 'record_is_clear', 'not_challenged', 'offense_of_the_former_law'
] %}
{% set checks_of_the_policy = [
    'not_a_felony', 'dismiss_list', 'under_21_at_conviction', 'age', 'years_since_conviction', 'years_without_conviction',
    'only_prop64_convictions', 'deceased', 'reduce_list'
] %}
with elements as (

    select
        remedy_id,
        element,
        asked_of
    from {{ law('elements') }}

),

-- A path speaks of convictions only, so these two are met on every path.
of_paths as (

    select
        paths.charge_id,
        paths.person_id,
        paths.person_bucket,
        paths.remedy_id,
        paths.path,
        elements.element,
        case elements.element
            when 'conviction_on_record' then 'met'
            when 'disposition_understood' then 'met'
            when 'a_row_fits'
                then case paths.row_applies when 'yes' then 'met' when 'no' then 'not_met' else 'unknown' end
            {% for element in of_the_path %}
                when '{{ element }}' then paths.{{ element }}
            {% endfor %}
        end as word,
        case
            when elements.element = 'disqualifiers_of_the_row' and matrix.disqualifiers <> 'none'
                then list_concat(
                        bars.super_strike_charge_ids, bars.registrable_charge_ids, bars.two_priors_charge_ids
                    )
        end as rests_on_charge_ids
    from {{ ref('rule_ca__prop64_statutory') }} as paths
    inner join elements on paths.remedy_id = elements.remedy_id
    left join (select distinct matrix_row, disqualifiers from {{ law('prop64_matrix') }}) as matrix
        on paths.path = matrix.matrix_row
    left join {{ ref('rule_ca__prop64_disqualifiers') }} as bars
        on paths.charge_id = bars.charge_id and paths.person_id = bars.person_id

),

-- Where no path decided, what is asked of the count itself.
of_counts_without_a_path as (

    select
        counts.charge_id,
        counts.person_id,
        counts.person_bucket,
        findings.remedy_id,
        findings.path,
        elements.element,
        case elements.element
            when 'a_row_fits' then 'unknown'
            {% for element in of_the_count %}
                when '{{ element }}' then counts.{{ element }}
            {% endfor %}
        end as word,
        cast(null as varchar[]) as rests_on_charge_ids
    from {{ ref('rule_ca__prop64_counts') }} as counts
    inner join {{ ref('rule_ca__prop64_findings') }} as findings
        on counts.charge_id = findings.charge_id and counts.person_id = findings.person_id
    inner join elements on findings.remedy_id = elements.remedy_id
    where findings.path is null and elements.remedy_id = 'prop64_statutory' and elements.asked_of = 'count'

),

of_policies as (

    select
        policies.charge_id,
        policies.person_id,
        policies.person_bucket,
        policies.remedy_id,
        cast(null as varchar) as path,
        elements.element,
        case elements.element
            {% for element in conditions_of_the_policy %}
                when '{{ element }}' then policies.{{ element }}
            {% endfor %}
            {% for element in checks_of_the_policy %}
                when '{{ element }}'
                    then case policies.{{ element }} when 'yes' then 'met' when 'no' then 'not_met' else 'unknown' end
            {% endfor %}
        end as word,
        cast(null as varchar[]) as rests_on_charge_ids
    from {{ ref('rule_ca__prop64_policy') }} as policies
    inner join elements on policies.remedy_id = elements.remedy_id

)

select * from of_paths
union all
select * from of_counts_without_a_path
union all
select * from of_policies
