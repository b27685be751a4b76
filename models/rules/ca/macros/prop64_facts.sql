{#-
What the record tells or leaves open of each count that Proposition 64 or the policy of a county looks at, in the facts
that hs_11361_8.law asks for: one row per count and path. NULL where the record says nothing of the kind. `kinds`: what
the count is, as paths and reasons ask.
-#}
{% macro facts_of_prop64_statutory() -%}
select
    counts.charge_id as unit_id,
    coalesce(by_row.path, 'no_conviction_on_record') as path,
    [
        lower(replace(by_row.path, '-', '_')),
        if(counts.is_without_a_conviction, 'count_without_a_conviction', null),
        if(counts.scope = 'disposition_not_understood', 'record_unrecognised_disposition', null),
        if(counts.is_without_a_conviction and counts.is_convicted_answer = 'yes', 'prop64_judgment_not_on_record', null),
        if(counts.sentence_reason_code = 'prop64_serving_sentence', 'prop64_serving_sentence', null),
        case
            when bars.super_strike = 'unknown' then 'prop64_super_strike_unknown'
            when bars.registrable = 'unknown' then 'prop64_registrable_unknown'
            when bars.registration = 'unknown' then 'prop64_registration_on_record'
        end,
        {{ prop64_doubts() }}
    ] as kinds,
    {{ as_facts(
        {
            'not_relieved_by_prop64': "case when not counts.is_without_a_conviction then "
                ~ prop64_relieved_before() ~ " end",
            'court_of_the_count': 'by_row.court_of_the_count',
            'record_of_the_count_is_clear':
                "if(counts.record_is_clear = 'unknown' and not counts.is_without_a_conviction, 'unknown', null)",
            'conviction_on_record': 'cast(null as varchar)',
            'disposition_understood': "if(counts.scope = 'disposition_not_understood', 'unknown', null)",
            'the_offense_itself':
                "if(counts.the_offense_itself = 'presumed', 'yes', nullif(counts.the_offense_itself, 'met'))",
            'day_of_the_offense_told':
                "if(counts.offense_latest is null and counts.scope = 'conviction', 'unknown', null)",
            'not_before_the_row': 'by_row.not_before_the_row',
            'not_before_the_row_if_18': 'by_row.not_before_the_row_if_18',
            'not_before_the_row_if_21': 'by_row.not_before_the_row_if_21',
            'not_before_the_row_if_in_ten_years': 'by_row.not_before_the_row_if_in_ten_years',
            'not_after_the_row': 'by_row.not_after_the_row',
            'offense_in_ten_years': 'cast(null as varchar)',
            'of_18_at_the_offense': 'counts.is_18_at_the_offense',
            'of_21_at_the_offense': 'counts.is_21_at_the_offense',
            'of_18_if_in_ten_years': 'counts.is_18_if_in_ten_years',
            'of_21_if_in_ten_years': 'counts.is_21_if_in_ten_years',
            'level_of_the_row': 'by_row.level_of_the_row',
            'disqualified': "case bars.disqualifiers when 'present' then 'yes' when 'absent' then 'no' else bars.disqualifiers end",
            'sentence_of_the_count_completed':
                "if(counts.sentence_completed = 'presumed', 'yes', nullif(counts.sentence_completed, 'met'))",
            'relief_of_the_count_challenged': "if(counts.is_challenged, 'unknown', null)",
            'fact_of_the_row': 'by_row.fact_of_the_row',
        },
        presumed={
            'the_offense_itself': "counts.the_offense_itself = 'presumed'",
            'disqualified': "coalesce(bars.disqualifiers = 'absent', false)",
            'sentence_of_the_count_completed': "counts.sentence_completed = 'presumed'",
            'fact_of_the_row': 'coalesce(by_row.is_fact_presumed, false)',
        },
        until={
            'sentence_of_the_count_completed':
                "case when counts.sentence_completed <> 'met' then counts.sentence_valid_until end",
        },
        source={'disqualified': "if(bars.conduct = 'present', 'established_facts', 'history')"},
        rests_on={
            'disqualified': 'list_concat('
                ~ 'bars.super_strike_charge_ids, bars.registrable_charge_ids, bars.two_priors_charge_ids)',
        },
    ) }}
from {{ ref('rule_ca__prop64_counts') }} as counts
left join {{ ref('rule_ca__prop64_rows') }} as by_row on counts.charge_id = by_row.charge_id
left join {{ ref('rule_ca__prop64_disqualifiers') }} as bars on counts.charge_id = bars.charge_id
where by_row.path is not null or counts.is_without_a_conviction
{%- endmacro %}

{#- What the policy of a county asks of each count; each of its paths asks for one check. -#}
{% macro facts_of_prop64_policy() -%}
select
    policies.charge_id as unit_id,
    law_paths.path,
    ['reached_by_policies', {{ prop64_doubts() }}] as kinds,
    {{ as_facts(
        {
            'not_relieved_by_prop64': prop64_relieved_before(),
            'court_of_the_count': 'cast(null as varchar)',
            'record_of_the_count_is_clear': "if(counts.record_is_clear = 'unknown', 'unknown', null)",
            'policy_given': "if(policies.is_given, null, 'no')",
            'relief_of_the_count_challenged': "if(counts.is_challenged, 'unknown', null)",
            'offense_of_the_former_law': "if(policies.is_under_the_new_law, 'unknown', null)",
            'not_a_felony': 'policies.not_a_felony',
            'dismiss_list': 'policies.dismiss_list',
            'under_21_at_conviction': 'policies.under_21_at_conviction',
            'age': 'policies.age',
            'years_since_conviction': 'policies.years_since_conviction',
            'years_without_conviction': 'policies.years_without_conviction',
            'only_prop64_convictions': 'policies.only_prop64_convictions',
            'deceased': 'policies.deceased',
            'dismissal_in_doubt': "if(policies.policy_remedy = 'review', 'unknown', null)",
            'reduce_list': 'policies.reduce_list',
        },
        until={
            'age': 'policies.valid_until',
            'years_since_conviction': 'policies.valid_until',
            'years_without_conviction': 'policies.valid_until',
            'dismissal_in_doubt': "case when policies.policy_remedy = 'review' then policies.valid_until end",
        },
    ) }}
from {{ ref('rule_ca__prop64_policy_checks') }} as policies
inner join {{ ref('rule_ca__prop64_counts') }} as counts on policies.charge_id = counts.charge_id
inner join {{ law('paths') }} as law_paths on law_paths.remedy_id = 'prop64_policy'
{%- endmacro %}

{#- The doubts about the record, or the day of the offense, that a person settles first. -#}
{% macro prop64_doubts() -%}
if(counts.not_relieved_before = 'unknown', 'record_relieved_before', null),
        if(
            not counts.is_without_a_conviction and counts.not_relieved_before <> 'unknown',
            counts.record_reason_code, null
        ),
        if(counts.may_be_of_the_former_law, 'prop64_offense_perhaps_before', null)
{%- endmacro %}

{% macro prop64_relieved_before() -%}
    if(counts.not_relieved_before = 'not_met', 'no', nullif(counts.not_relieved_before, 'met'))
{%- endmacro %}
