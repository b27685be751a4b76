-- No statute: what the record tells or leaves open of each count that Proposition 64 or the policy of a county looks
-- at: one row per count and fact; none where the record says nothing of the kind. A fact that each row of the matrix
-- has of its own is named with the row. What people established goes before the record.
{% set facts_of = {
    'rule_ca__prop64_counts': {
        'count_without_a_conviction': "if(is_without_a_conviction, 'yes', null)",
        'disposition_understood': "if(scope = 'disposition_not_understood', 'unknown', null)",
        'record_unrecognised_disposition': "if(scope = 'disposition_not_understood', 'yes', null)",
        'prop64_judgment_not_on_record': "if(is_without_a_conviction, is_convicted_answer, null)",
        'not_relieved_by_prop64': "case when not is_without_a_conviction then if(not_relieved_before = 'not_met', 'no', nullif(not_relieved_before, 'met')) end",
        'record_of_the_count_is_clear': "if(record_is_clear = 'unknown' and not is_without_a_conviction, 'unknown', null)",
        'day_of_the_offense_told': "if(offense_latest is null and scope = 'conviction', 'unknown', null)",
        'the_offense_itself': "if(the_offense_itself = 'presumed', 'yes', nullif(the_offense_itself, 'met'))",
        'sentence_of_the_count_completed': "if(sentence_completed = 'presumed', 'yes', nullif(sentence_completed, 'met'))",
        'relief_of_the_count_challenged': "if(is_challenged, 'unknown', null)",
        'of_18_at_the_offense': 'is_18_at_the_offense',
        'of_21_at_the_offense': 'is_21_at_the_offense',
        'of_18_if_in_ten_years': 'is_18_if_in_ten_years',
        'of_21_if_in_ten_years': 'is_21_if_in_ten_years',
        'record_relieved_before': "if(not_relieved_before = 'unknown', 'yes', null)",
        'prop64_serving_sentence': "if(sentence_reason_code = 'prop64_serving_sentence', 'yes', null)",
        'prop64_offense_perhaps_before': "if(may_be_of_the_former_law, 'yes', null)",
    },
    'rule_ca__prop64_disqualifiers': {
        'disqualified': "case disqualifiers when 'present' then 'yes' when 'absent' then 'no' else 'unknown' end",
        'prop64_super_strike_unknown': "if(super_strike = 'unknown', 'yes', null)",
        'prop64_registrable_unknown': "if(super_strike <> 'unknown' and registrable = 'unknown', 'yes', null)",
        'prop64_registration_on_record':
            "if('unknown' not in (super_strike, registrable) and registration = 'unknown', 'yes', null)",
    },
    'rule_ca__prop64_policy_checks': {
        'reached_by_policies': "'yes'",
        'policy_given': "if(is_given, null, 'no')",
        'offense_of_the_former_law': "if(is_under_the_new_law, 'unknown', null)",
        'dismissal_in_doubt': "if(policy_remedy = 'review', 'unknown', null)",
        'not_a_felony': 'not_a_felony', 'dismiss_list': 'dismiss_list', 'under_21_at_conviction': 'under_21_at_conviction',
        'age': 'age', 'years_since_conviction': 'years_since_conviction',
        'years_without_conviction': 'years_without_conviction', 'only_prop64_convictions': 'only_prop64_convictions',
        'deceased': 'deceased', 'reduce_list': 'reduce_list',
    },
    'rule_ca__prop64_rows': {
        'not_before_the_row': "nullif(not_before_the_row, 'yes')", 'not_after_the_row': "nullif(not_after_the_row, 'yes')",
        'not_before_the_row_if_18': "nullif(not_before_the_row_if_18, 'yes')",
        'not_before_the_row_if_21': "nullif(not_before_the_row_if_21, 'yes')",
        'not_before_the_row_if_in_ten_years': "nullif(not_before_the_row_if_in_ten_years, 'yes')",
        'level_of_the_row': "nullif(level_of_the_row, 'yes')", 'court_of_the_count': "nullif(court_of_the_count, 'yes')",
        'fact_of_the_row': 'fact_of_the_row',
    },
} %}
{% set is_presumed = {
    'the_offense_itself': "the_offense_itself = 'presumed'",
    'sentence_of_the_count_completed': "sentence_completed = 'presumed'",
    'disqualified': "disqualifiers = 'absent'",
    'fact_of_the_row': 'is_fact_presumed',
} %}
{% set valid_until = {
    'sentence_of_the_count_completed': 'sentence_valid_until', 'age': 'valid_until', 'years_since_conviction': 'valid_until',
    'years_without_conviction': 'valid_until', 'dismissal_in_doubt': 'valid_until',
} %}
{% set rests_on = {
    'disqualified': 'list_concat(super_strike_charge_ids, registrable_charge_ids, two_priors_charge_ids)',
} %}
{% set source_of = {'disqualified': "if(conduct = 'present', 'established_facts', 'history')"} %}
with facts as (

    {% for model, facts in facts_of.items() %}
        {% for fact, answer in facts.items() %}
            select
                charge_id,
                person_id,
                person_bucket,
                '{{ fact }}'{{ " || ' ' || path" if model == 'rule_ca__prop64_rows' }} as fact,
                {{ answer }} as answer,
                {{ is_presumed.get(fact, 'false') }} as is_presumed,
                {{ valid_until.get(fact, 'cast(null as date)') }} as valid_until,
                {{ rests_on.get(fact, 'cast([] as varchar[])') }} as rests_on,
                {{ source_of.get(fact, "'history'") }} as source
            from {{ ref(model) }} as {{ fact }}
            union all
        {% endfor %}
    {% endfor %}
    -- Which rows of the matrix are of the section; and the doubt about the record that a person settles first.
    select
        charge_id,
        person_id,
        person_bucket,
        lower(replace(path, '-', '_')) as fact,
        'yes' as answer,
        false as is_presumed,
        cast(null as date) as valid_until,
        cast([] as varchar[]) as rests_on,
        'history' as source
    from {{ ref('rule_ca__prop64_rows') }} as paths
    union all
    select
        charge_id,
        person_id,
        person_bucket,
        record_reason_code as fact,
        'yes' as answer,
        false as is_presumed,
        cast(null as date) as valid_until,
        cast([] as varchar[]) as rests_on,
        'history' as source
    from {{ ref('rule_ca__prop64_counts') }} as counts
    where not is_without_a_conviction and not_relieved_before <> 'unknown'

)

select
    charge_id as unit_id,
    'charge' as unit,
    person_id,
    person_bucket,
    fact,
    {{ as_answer('answer') }} as answer,
    is_presumed,
    cast(null as date) as over_on,
    valid_until,
    source,
    rests_on
from facts
where answer is not null and fact is not null
