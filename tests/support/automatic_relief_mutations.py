"""Data that breaks each expectation about automatic relief and arrests: a part of ``orchestration_mutations``.

Key and value as there.
"""

from __future__ import annotations

from one_row import one_without

AUTOMATIC_RELIEF_MUTATIONS: dict[str, str] = {
    "conviction_eligible_share_plausible": (
        "select * replace (case when row_number() over (order by charge_id) % 200 = 0 then 'eligible' "
        "else 'ineligible' end as outcome, false as is_held_up_by_missing_file) from {old}"
    ),
    "conviction_not_yet_in_future": (
        "select * replace ('not_yet' as outcome, date '2020-01-01' as eligible_on) from {old}"
    ),
    "conviction_candidate_has_finding": (
        "from {old} where unit_id <> (select min(unit_id) from {old} where is_candidate and disposition = 'conviction')"
    ),
    "conviction_sentence_end_given": "from {old} order by charge_id offset 1",
    "outcomes_add_up_to_findings": "from {old} where metric <> 'outcome' or law <> 'arrest_relief'",
    "outcomes_add_up_to_determinations": (
        "select * replace (count + (metric = 'outcome' and variant = 'review')::int as count) from {old}"
    ),
    "sources_add_up_to_findings": "from {old} where metric <> 'decided_by' or variant <> 'history'",
    "arrest_dates_exact": (
        "select * replace (case when row_number() over (order by arrest_id) % 10 < 3 then 'year' else 'day' end "
        "as arrest_date_precision) from {old}"
    ),
    "arrest_has_charge": "from {old} where arrest_number <> (select min(arrest_number) from {old})",
    "court_conviction_linked_once": "from {old} union all select * replace ('perhaps' as link_basis) from {old}",
    "arrest_has_outcome": "from {old} order by arrest_number offset 1",
    "arrest_levels_known": (
        "select * replace (case when row_number() over (order by arrest_number) % 2 = 0 then 'unknown' else level end "
        "as level) from {old}"
    ),
    "arrest_in_scope_has_finding": (
        "from {old} where arrest_id <> (select min(arrest_id) from {old} where is_candidate and jurisdiction = 'here')"
    ),
    "arrest_finding_complete": one_without("reason_code"),
    "arrest_reason_cited": "select * replace ('arrest_relief_of_no_table' as reason_code) from {old}",
    "arrest_review_share": (
        "select * replace (case when row_number() over (order by arrest_id) % 10 < 8 then 'review' else outcome end "
        "as outcome) from {old}"
    ),
    "arrest_eligible_share_plausible": (
        "select * replace (case when row_number() over (order by arrest_id) % 40 = 0 then 'eligible' "
        "else 'ineligible' end as outcome) from {old}"
    ),
    "arrest_scope_adds_up": "from {old} where scope_reason <> 'juvenile_arrest'",
    "claim_text_given": one_without("says"),
    "fact_question_given": one_without("question"),
    "parameter_cited": one_without("citation"),
    "question_asks_known_fact": "select * replace ('a fact that nobody asks' as fact) from {old}",
    "sentence_ends_ordered": (
        "select * replace (sentence_end_latest + 1 as sentence_end_earliest) from {old} "
        "where sentence_end_latest is not null"
    ),
}
