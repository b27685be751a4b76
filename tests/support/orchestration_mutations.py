"""For every expectation of every gate, data that breaks it: a band is broken at twice its width, and where every row is
asked, one row.

Key: the id of the expectation. Value: a query over ``{old}``, the table as it was: the broken table.
"""

from __future__ import annotations

from automatic_relief_mutations import AUTOMATIC_RELIEF_MUTATIONS
from intake_mutations import INTAKE_MUTATIONS
from law_mutations import LAW_MUTATIONS
from one_row import one_without
from other_deliveries_mutations import OTHER_MUTATIONS
from release_mutations import RELEASE_MUTATIONS


def unknown_words(kind: str) -> str:
    """No wording of a kind of field is known."""
    return f"select * replace (is_known and kind <> '{kind}' as is_known) from {{old}}"


MUTATIONS: dict[str, str] = {
    **INTAKE_MUTATIONS,
    "staged_people_exist": "from {old} limit 0",
    "staged_row_has_person": one_without("person_key"),
    "staged_charges_exist": "from {old} limit 0",
    "event_dates_exact": (
        "select * replace (case when source_line % 10 < 3 then 'malformed' else event_date_precision end "
        "as event_date_precision) from {old}"
    ),
    "sections_parsed_by_delivery": (
        "select charges.* replace (case when deliveries.county_name = 'FRESNO' and source_line % 10 < 6 "
        "then 'ambiguous' else parse_status end as parse_status) "
        "from {old} as charges join intake.deliveries as deliveries using (delivery_id)"
    ),
    "conviction_levels_known": (
        "select * replace (case when source_line % 10 < 3 then 'unknown' else level end as level) from {old}"
    ),
    "conviction_share_plausible": (
        "select * replace (case when source_line % 40 = 0 then 'convicted' else 'blank' end as disposition_type) "
        "from {old}"
    ),
    "missing_source_has_name": "select cast(null as varchar) as source",
    "convictions_not_zero": (
        "select * replace (if(county_name = 'FRESNO' and disposition_type = 'convicted', 'dismissed', "
        "disposition_type) as disposition_type) from {old}"
    ),
    "dated_dispositions_not_zero": (
        "select * replace (if(county_name = 'FRESNO' and disposition_type <> 'blank', 'blank', event_date_precision) "
        "as event_date_precision) from {old}"
    ),
    "birth_dates_not_zero": "select * replace ('malformed' as birth_date_precision) from {old}",
    "needed_sources_delivered": (
        "select 'x' as source, 'list of x' as called, 'conviction_relief' as remedy_id, 'felony' as path, "
        "'no_active_supervision_record' as element, false as is_never_told"
    ),
    "recorded_rows_complete": "from {old} order by delivery_kind, delivery_id, source_line offset 1",
    "sentence_part_has_count": one_without("count_key"),
    "staged_event_type_given": one_without("event_type"),
    "county_dispositions_worded": unknown_words("disposition"),
    "dispositions_worded": (
        "select * replace (row_count // 10 as row_count) from {old} union all select * replace (row_count // 100 as "
        "row_count, false as is_known) from {old} where kind = 'disposition'"
    ),
    "charges_worded": unknown_words("charge"),
    "levels_worded": unknown_words("level"),
    "step_types_worded": unknown_words("step_type"),
    "sentences_worded": unknown_words("sentence"),
    "staged_arrest_has_person": one_without("person_key"),
    "case_number_given": one_without("case_numbers"),
    "obligation_has_person": (
        one_without("person_key") + " union all by name select cast(null as varchar) as person_key"
    ),
    "person_links_unique": "from {old} union all select * replace ('another' as person_id) from {old}",
    "people_exist": "from {old} limit 0",
    "state_ids_filled": (
        "select * replace (case when row_number() over () % 10 = 0 then cast([] as varchar []) else state_ids end "
        "as state_ids) from {old}"
    ),
    "obligation_has_charge": "select * from {old} union all by name select 'no such charge' as charge_id",
    "sentence_part_has_charge": ("select * replace (cast(null as varchar) as charge_id) from {old}"),
    "deliveries_complete": "from {old} order by delivery_id offset 1",
    "charges_exist": "from {old} limit 0",
    "few_conflicting_charges": "select * replace (row_number() over () % 10 = 0 as has_conflicting_facts) from {old}",
    "few_charges_missing_in_new_copies": (
        "select * replace (case when row_number() over () % 10 = 0 then 'missing_in_equal_copy' else record_status end "
        "as record_status) from {old}"
    ),
    "delivered_charge_has_charge": "select * replace (charge_number + 1 as charge_number) from {old}",
    "rejected_line_of_delivery": (
        "select * from {old} union all by name select 'no such delivery' as delivery_id, false as is_settled"
    ),
    "few_lines_of_nobody": (
        "from {old} union all by name select delivery_id, county_name, line as source_line "
        "from (from intake.deliveries order by delivery_id limit 1), range(10000) as lines (line)"
    ),
    "step_sentences_consistent": (
        "select * from {old} union all by name "
        "select 'c' as charge_id, date '2020-01-02' as told_on_latest, date '2020-01-01' as end_latest"
    ),
    "missing_charge_has_delivery": (
        "select * from {old} union all by name select 'c' as charge_id, false as is_line_rejected"
    ),
    "conviction_dates_exact": (
        "select * replace (case when row_number() over () % 10 < 3 then 'malformed' else 'day' end "
        "as conviction_date_precision) from {old}"
    ),
    "event_type_given": one_without("event_type"),
    "event_types_recognised": (
        "select * replace (case when row_number() over (order by event_id) % 10 < 8 then 'unrecognised' "
        "else 'registration' end as event_type) from {old}"
    ),
    "charge_fact_answered": "select * from {old} union all by name select 'f' as fact_id, 'perhaps' as value",
    "person_fact_answered": "select * from {old} union all by name select 'f' as fact_id, 'perhaps' as value",
    "arrest_fact_answered": "select * from {old} union all by name select 'f' as fact_id, 'perhaps' as value",
    "claimed_charges_held": "select * from {old} union all by name select 'c' as claim_id, true as is_holding",
    "claimed_arrests_held": "select * from {old} union all by name select 'c' as claim_id, true as is_holding",
    "claim_unique": "select * from {old} union all by name select 'c' as claim_id",
    "few_identity_conflicts": (
        "from {old} union all by name select person_id, person_id as other_person_id, true as sends_to_review, "
        "'two_birth_dates' as conflict_type "
        "from (select *, row_number() over () as place from intermediate.int_people) where place % 10 = 0"
    ),
    "finding_reason_given": one_without("reason_code"),
    "finding_outcome_known": "select * replace ('maybe' as outcome) from {old}",
    "review_share": "select * replace ('review' as outcome, false as is_held_up_by_missing_file) from {old}",
    "finding_unique": "from {old} union all from {old}",
    "prop64_eligible_share_plausible": (
        "select * replace (case when row_number() over (order by charge_id) % 40 = 0 then 'eligible' "
        "else 'ineligible' end as outcome) from {old}"
    ),
    "prop64_few_already_relieved": "select * replace ('already_relieved' as outcome) from {old}",
    "charge_details_given_once": "from {old} order by charge_id offset 1",
    "count_has_finding": "from {old} order by charge_id offset 1",
    "conviction_scope_adds_up": "from {old} where scope_reason <> 'section_not_understood'",
    "undisposed_scope_adds_up": "from {old} where scope_reason <> 'answered_by_another_charge'",
    "conviction_in_scope_has_finding": "select * replace (conviction_count + 1 as conviction_count) from {old}",
    "conviction_scope_reason_given": (
        "select * replace (nullif(scope_reason, 'other_section') as scope_reason) from {old}"
    ),
    "evidence_per_charge": "from {old} order by charge_id offset 1",
    "undisposed_charge_answered": "from {old} order by charge_id offset 1",
    "element_question_given": one_without("question"),
    "remedy_described": "select * replace (' ' as citation) from {old}",
    "reason_text_given": one_without("reason_text"),
    "reason_in_law_tables": "from {old} limit 0",
    "reason_cited": "select * replace (' ' as citation) from {old}",
    "determination_per_finding": "from {old} order by charge_id offset 1",
    "determination_reason_given": one_without("reason_text"),
    "determination_per_arrest_finding": "from {old} order by arrest_id offset 1",
    "charge_relief_per_charge": "from {old} order by charge_id offset 1",
    "reliefs_match_findings": "select * replace ('review' as outcome) from {old}",
    "relief_where_eligible": one_without("relief"),
    "line_unique_by_unit": "from {old} union all from {old}",
    "lines_complete": "select * from {old} where unit = 'charge'",
    "line_on_record": "from {old} limit 0",
    "line_rests_on_law": "select * replace (cast([] as varchar[]) as law_rows) from {old}",
    "line_unique_by_charge": "from {old} union all select * replace ('another_remedy' as remedy_id) from {old}",
    "lines_only_eligible": "select * replace ('another_remedy' as remedy_id) from {old}",
    "group_code_unique": "from {old} union all from {old}",
    "plausible_ages_given": "from {old} where measure = 'oldest_age'",
    "one_policy_proposed": "select * replace ('of_the_county' as policy) from {old}",
    "policy_reliefs_consistent": one_without("relief"),
    "conviction_status_given": "from {old} order by charge_id offset 1",
    "scenarios_complete": "from {old} order by scenario, charge_id offset 1",
    "scenario_as_determined": "select * replace ('dismiss' as relief) from {old}",
    "scenario_order_kept": (
        "select * replace (case when scenario = 'county_choices' then relief else 'none' end as relief) from {old}"
    ),
    "remedy_outcome_per_finding": "from {old} order by unit_id offset 1",
    "remedy_outcome_unique": "select * replace (min(unit_id) over (partition by unit_type) as unit_id) from {old}",
    "eligible_outcome_has_relief": one_without("relief"),
    "units_in_groups_once": "from {old} union all (from {old} limit 1)",
    "relief_in_a_group": "select * replace ('nobody' as unit_id) from {old}",
    "people_counted_once": "from {old} order by place <> 'STATEWIDE', scenario, person_id offset 1",
    "relief_count_as_found": "select * replace (count + 1 as count) from {old}",
    "places_add_up": "from {old} where place <> 'SACRAMENTO'",
    "groups_add_up": "from {old} where group_by <> 'race' or group_code <> 'H'",
    "counts_within_denominators": "select * replace (denominator + 1 as count) from {old}",
    "one_run_summary": "from {old} limit 0",
    "calendar_complete": "from {old} where metric <> 'calendar'",
    "run_summary_consistent": "select * replace (in_scope + 1 as eligible) from {old}",
    **AUTOMATIC_RELIEF_MUTATIONS,
    **LAW_MUTATIONS,
    **OTHER_MUTATIONS,
    **RELEASE_MUTATIONS,
}
