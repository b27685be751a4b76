"""Data that breaks each expectation about the rows of the law and about hints: a part of ``orchestration_mutations``.

Key and value as there.
"""

from __future__ import annotations

from one_row import one_without

LAW_MUTATIONS: dict[tuple[str, str, str], str] = {
    (
        "intermediate",
        "intermediate.int_sentence_terms",
        "a conviction must have its sentence once, and no sentence may end last before it ends first",
    ): "from {old} union all from {old}",
    ("rules", "rules.rule_ca__law_rows", "every row of the law must stand there once, and say how sure it is"): (
        "from {old} union all from {old}"
    ),
    (
        "rules",
        "rules.rule_ca__deciding_law_rows",
        "every kind of finding must have its reason among the rows of the law that decide it",
    ): "from {old} where law_table <> 'reasons'",
    ("rules", "rules.rule_ca__deciding_law_rows_by_charge", "what decided a count must belong to a finding"): (
        "select * replace ('none' as charge_id) from {old}"
    ),
    ("rules", "rules.rule_ca__deciding_law_rows_by_arrest", "what decided an arrest must belong to a finding"): (
        "select * replace ('none' as arrest_id) from {old}"
    ),
    (
        "rules",
        "rules.rule_ca__petition_hints",
        "a hint must stand beside a finding that automatic relief does not reach, once, and say that it is a hint",
    ): "select * replace (replace(hint, 'Hint: ', '') as hint) from {old}",
    (
        "rules",
        "rules.rule_ca__arrest_petition_hints",
        "a hint must stand beside a finding that automatic relief does not reach, once, and say that it is a hint",
    ): "from {old} union all from {old}",
    ("rules", "rules.ca_traditional_remedies", "every petition must have its words and a citation"): (
        one_without("hint_text")
    ),
    ("rules", "rules.ca_relief_viewers", "every viewer must be told once what each relief leaves"): (
        "from {old} where relief <> 'dismiss' or viewer <> 'employers_check'"
    ),
    (
        "marts",
        "marts.law_row_usage",
        "no row of the law may have decided more determinations than there are, or of more people",
    ): "select * replace (determinations + 1 as people) from {old}",
    ("marts", "marts.impact_hints", "hints in the figures must be those beside the determinations"): (
        "select * replace (within_reach + 1 as within_reach) from {old}"
    ),
}
