"""Faults put into the rule SQL of Proposition 64, at least one for each element and check: each must be noticed.

What belongs here: what stands in the compiled SQL of a model, and what is put there. What does not: the comparison that
notices (``test_prop64_sql_equals_the_oracle``); days at a boundary that invented people seldom meet (dbt's unit tests).
"""

from __future__ import annotations

MUTATIONS = [
    ("rule_ca__prop64_statutory", "offense_latest < offense_from", "offense_latest <= offense_from"),
    ("rule_ca__prop64_statutory", "offense_earliest > offense_to", "offense_earliest >= offense_to"),
    ("rule_ca__prop64_statutory", "offense_latest < perhaps_of_age_from", "offense_latest <= perhaps_of_age_from"),
    ("rule_ca__prop64_statutory", "offense_earliest >= surely_of_age_from", "offense_earliest > surely_of_age_from"),
    ("rule_ca__prop64_statutory", "birth_date_latest >= offense_earliest", "birth_date_latest > offense_earliest"),
    ("rule_ca__prop64_statutory", "when level = 'unknown' then 'unknown'", "when level = 'unknown' then 'met'"),
    ("rule_ca__prop64_statutory", "when_fact_unknown = 'presume'", "when_fact_unknown = 'other_row'"),
    (
        "rule_ca__prop64_statutory",
        "facts.value = level_of_the_row.fact_value",
        "facts.value <> level_of_the_row.fact_value",
    ),
    ("rule_ca__prop64_statutory", "when bars.disqualifiers = 'unknown' then 'unknown'", ""),
    ("rule_ca__prop64_statutory", "asks = 'record_only' or scope <> 'conviction'", "scope <> 'conviction'"),
    ("rule_ca__prop64_statutory", "when is_alternative and outcome_of_elements = 'review' then 'undeterminable'", ""),
    (
        "rule_ca__prop64_counts",
        "when charge_prefix = 'attempt' then 'presumed'",
        "when charge_prefix = 'attempt' then 'met'",
    ),
    ("rule_ca__prop64_counts", "when 'elsewhere' then 'not_met'", "when 'elsewhere' then 'met'"),
    ("rule_ca__prop64_counts", "completion_date_latest < as_of_date", "completion_date_latest <= as_of_date"),
    ("rule_ca__prop64_counts", "completion_date_earliest >= as_of_date", "completion_date_earliest > as_of_date"),
    ("rule_ca__prop64_counts", "and not has_revocation", ""),
    ("rule_ca__prop64_counts", "case when is_challenged then 'unknown' else 'met' end", "'met'"),
    ("rule_ca__prop64_counts", "list_contains(relief_events, 'relief_prop64')", "false"),
    ("rule_ca__prop64_counts", "when has_identity_conflict then", "when false then"),
    ("rule_ca__prop64_counts", "has_conflicting_facts or record_status <> 'current'", "has_conflicting_facts"),
    ("rule_ca__prop64_counts", "when is_clouded_by_relief then", "when false then"),
    ("rule_ca__prop64_counts", "when has_unrecognised_disposition then", "when false then"),
    ("rule_ca__prop64_counts", "parse_status <> 'parsed' or has_further_section", "parse_status <> 'parsed'"),
    ("rule_ca__prop64_counts", "and not marijuana_charges.is_conviction", ""),
    ("rule_ca__prop64_counts", "and disposed_arrests.person_id is null", ""),
    ("rule_ca__prop64_counts", "where record_status <> 'superseded' and not is_juvenile", "where not is_juvenile"),
    (
        "rule_ca__prop64_disqualifiers",
        "others.conviction_date_latest < counts.offense_earliest",
        "others.conviction_date_latest <= counts.offense_earliest",
    ),
    (
        "rule_ca__prop64_disqualifiers",
        "others.conviction_date_earliest >= counts.conviction_date_latest",
        "others.conviction_date_earliest > counts.conviction_date_latest",
    ),
    ("rule_ca__prop64_disqualifiers", "priors.county_type <> 'in_state'", "false"),
    ("rule_ca__prop64_disqualifiers", "and not priors.is_record_in_doubt", ""),
    (
        "rule_ca__prop64_disqualifiers",
        "events.event_date_earliest < counts.conviction_date_latest",
        "events.event_date_earliest <= counts.conviction_date_latest",
    ),
    ("rule_ca__prop64_disqualifiers", "possible_counts < number_that_bars", "possible_counts <= number_that_bars"),
    (
        "rule_ca__prop64_disqualifiers",
        "case when conduct.charge_id is not null then 'present'",
        "case when conduct.charge_id is null then 'absent'",
    ),
    ("rule_ca__offense_tags", "when level = 'unknown' then 'unknown'", "when level = 'unknown' then 'yes'"),
    ("rule_ca__offense_tags", "membership <> 'not_member' and", ""),
    ("rule_ca__offense_tags", "charge_prefix = 'attempt' then attempt_counts", "charge_prefix = 'attempt' then 'no'"),
    ("rule_ca__offense_tags", "'conspiracy' then conspiracy_counts", "'conspiracy' then 'no'"),
    ("rule_ca__offense_tags", "length(coalesce(subdivision, '')) desc", "length(coalesce(subdivision, ''))"),
    ("rule_ca__prop64_policy", "when 'unknown' then 'unknown'", "when 'unknown' then 'yes'"),
    ("rule_ca__prop64_policy", "when 'unknown' in (not_a_felony", "when 'never' in (not_a_felony"),
    ("rule_ca__prop64_policy", "case when is_under_the_new_law then 'unknown' else 'met' end", "'met'"),
    ("rule_ca__prop64_policy", "when asks_deceased and is_deceased", "when is_deceased"),
    ("rule_ca__findings", "is_alternative,\n                case outcome", "case outcome"),
    ("rule_ca__findings", "where row_applies <> 'no'", ""),
    ("rule_ca__prop64_policy", "list_contains(dismiss_sections, section)", "list_contains(reduce_sections, section)"),
    ("rule_ca__prop64_policy", "list_contains(reduce_sections, section)", "false"),
    ("rule_ca__prop64_policy", "when not asks_under_21 then 'no'", ""),
    (
        "rule_ca__prop64_policy",
        "when age_at_least_years is null then 'no'",
        "when age_at_least_years is not null then 'no'",
    ),
    ("rule_ca__prop64_policy", "when years_since is null then 'no'", "when years_since is not null then 'no'"),
    ("rule_ca__prop64_policy", "coalesce(has_conviction_in_those_years, false)", "false"),
    ("rule_ca__prop64_policy", "when may_have_conviction_in_those_years then 'unknown'", ""),
    ("rule_ca__prop64_policy", "or has_other_conviction then 'no'", "then 'no'"),
    ("rule_ca__prop64_policy", "when has_conviction_not_understood then 'unknown'", ""),
    ("rule_ca__prop64_policy", "when not_relieved_before = 'not_met' then 'already_relieved'", ""),
    (
        "rule_ca__prop64_disqualifiers",
        "when priors.level = 'misdemeanor' and lists.offense_list = 'prop64_super_strike' then 'absent'",
        "",
    ),
    (
        "rule_ca__prop64_statutory",
        "when outcome_of_the_row <> 'eligible' then 'met' else sentence_completed",
        "when false then 'met' else sentence_completed",
    ),
]
"""(model, what stands in its SQL, what is put there): at least one per element."""
