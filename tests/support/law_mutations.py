"""Data that breaks each expectation about the rows of the law and about hints: a part of ``orchestration_mutations``.

Key and value as there. Expectations of ``LAW_TABLES`` are about another table than the one they are asked at, most of
them of the law: that is the one to break.
"""

from __future__ import annotations

from one_row import one_without

LAW_TABLES = {
    "element_question_given": "law.elements",
    "remedy_described": "law.remedies",
    "reason_text_given": "law.reasons",
    "reason_cited": "law.reasons",
    "one_policy_proposed": "law.scenarios",
    "petition_described": "law.petitions",
    "relief_viewers_complete": "law.relief_viewers",
    "claim_text_given": "law.claims",
    "fact_question_given": "law.facts",
    "parameters_do_not_overlap": "law.parameters",
    "parameter_cited": "law.parameters",
    "needed_sources_delivered": "intake.missing_sources",
}

LAW_MUTATIONS: dict[str, str] = {
    "sentence_terms_consistent": "from {old} union all from {old}",
    "law_row_unique": "from {old} union all from {old}",
    "deciding_law_rows_given": "from {old} where law_table <> 'reasons'",
    "deciding_law_row_of_unit": "select * replace ('none' as unit_id) from {old}",
    "petition_described": one_without("hint_text"),
    "parameters_do_not_overlap": (
        "from {old} union all (select * replace (effective_from + 1 as effective_from) from {old} limit 1)"
    ),
    "relief_viewers_complete": "from {old} where relief <> 'dismiss' or viewer <> 'employers_check'",
    "law_row_counts_plausible": "select * replace (determinations + 1 as people) from {old}",
    "hint_count_as_given": "from {old} where metric <> 'petition_hint'",
}
