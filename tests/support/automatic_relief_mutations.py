"""Data that breaks each expectation about automatic relief and arrests: a part of ``orchestration_mutations``.

Key and value as there.
"""

from __future__ import annotations

from one_row import one_without

RELIEF = "rules.rule_ca__conviction_relief"
ARRESTS = "rules.rule_ca__arrest_findings"

AUTOMATIC_RELIEF_MUTATIONS: dict[tuple[str, str, str], str] = {
    ("rules", RELIEF, "every finding must have a reason"): (one_without("reason_code")),
    ("rules", RELIEF, "every outcome must be a word of the design"): "select * replace ('maybe' as outcome) from {old}",
    ("rules", RELIEF, "no conviction may have two findings"): "from {old} union all from {old}",
    (
        "rules",
        RELIEF,
        "no more than 85 % may be left undecided, those apart whom only a missing Supervised Release File holds up",
    ): "select * replace ('review' as outcome, false as is_held_up_by_missing_file) from {old}",
    ("rules", RELIEF, "between 2 % and 95 % must be eligible, relieved already, or held up by a missing file alone"): (
        "select * replace (case when row_number() over (order by charge_id) % 200 = 0 then 'eligible' "
        "else 'ineligible' end as outcome, false as is_held_up_by_missing_file) from {old}"
    ),
    ("rules", RELIEF, "who is not yet eligible may not have a first day that has come"): (
        "select * replace ('not_yet' as outcome, date '2020-01-01' as eligible_on) from {old}"
    ),
    ("rules", RELIEF + "_people", "every person with a conviction must be asked once"): (
        "from {old} order by person_id offset 1"
    ),
    ("rules", RELIEF + "_elements", "every conviction with a finding must have the words it follows from"): (
        "from {old} order by charge_id offset 1"
    ),
    (
        "rules",
        "rules.rule_ca__conviction_sentences",
        "it must be said of every conviction when its sentence is over",
    ): "from {old} order by charge_id offset 1",
    ("marts", "marts.remedy_figures", "the determinations of the remedies must add up to the findings"): (
        "select * replace (determinations + 1 as determinations) from {old}"
    ),
    (
        "marts",
        "marts.remedy_figures",
        "outcomes and sources must add up to the determinations of each remedy",
    ): "select * replace (review + 1 as review) from {old}",
    ("intermediate", "intermediate.int_arrests", "at least 85 % of arrests must have an exact date"): (
        "select * replace (case when row_number() over (order by arrest_id) % 10 < 3 then 'year' else 'day' end "
        "as arrest_date_precision) from {old}"
    ),
    ("intermediate", "intermediate.int_arrest_charges", "every arrest must have a charge"): (
        "from {old} where arrest_number <> (select min(arrest_number) from {old})"
    ),
    (
        "intermediate",
        "intermediate.int_arrest_court_convictions",
        "a conviction that a court alone tells must be of the arrests of its case, or perhaps of others, not both",
    ): "from {old} union all select * replace ('perhaps' as link_basis) from {old}",
    ("intermediate", "intermediate.int_arrest_outcomes", "it must be said of every arrest what became of it"): (
        "from {old} order by arrest_number offset 1"
    ),
    ("intermediate", "intermediate.int_arrest_outcomes", "no more than 25 % of arrests may be without a level"): (
        "select * replace (case when row_number() over (order by arrest_number) % 2 = 0 then 'unknown' else level end "
        "as level) from {old}"
    ),
    ("rules", "rules.rule_ca__arrest_relief", "every arrest in scope must have exactly one finding"): (
        "from {old} order by arrest_id offset 1"
    ),
    ("rules", ARRESTS, "every finding of an arrest must have a path, an outcome and a reason"): (
        one_without("reason_code")
    ),
    ("rules", ARRESTS, "every reason of an arrest must be in the law tables with a citation"): (
        "select * replace ('arrest_relief_of_no_table' as reason_code) from {old}"
    ),
    ("rules", ARRESTS, "no more than 40 % of arrests may be left undecided"): (
        "select * replace (case when row_number() over (order by arrest_id) % 10 < 8 then 'review' else outcome end "
        "as outcome) from {old}"
    ),
    ("rules", ARRESTS, "between 5 % and 90 % of arrests must be eligible or relieved already"): (
        "select * replace (case when row_number() over (order by arrest_id) % 40 = 0 then 'eligible' "
        "else 'ineligible' end as outcome) from {old}"
    ),
    ("rules", "rules.rule_ca__arrest_scope", "arrests in scope and out of it, by reason, must add up to all arrests"): (
        "from {old} where scope_reason <> 'juvenile_arrest'"
    ),
    (
        "marts",
        "marts.impact_arrests",
        "the arrests of all counties, and those statewide, must be as many as the findings",
    ): "from {old} where place <> 'SACRAMENTO'",
    ("rules", "rules.ca_claims", "every claim must have its words"): (one_without("says")),
    ("rules", "rules.ca_facts", "every fact that people establish must have its question in words"): (
        one_without("question")
    ),
    ("rules", "rules.ca_parameters", "every parameter must say where it comes from"): (one_without("citation")),
    ("rules", "rules.rule_ca__questions", "every question must ask a fact that people establish"): (
        "select * replace ('a fact that nobody asks' as fact) from {old}"
    ),
    ("rules", "rules.rule_ca__what_if", "every answer that is foretold must have an outcome"): (one_without("outcome")),
    ("rules", "rules.rule_ca__arrest_elements", "every element of an arrest must have a word of the design"): (
        "select * replace ('perhaps' as word) from {old}"
    ),
    ("rules", "rules.rule_ca__elements_long", "every element must have a word of the design"): (
        "select * replace ('perhaps' as word) from {old}"
    ),
    (
        "intermediate",
        "intermediate.int_sentence_ends",
        "no sentence and no probation may end last before it ends first",
    ): (
        "select * replace (sentence_end_latest + 1 as sentence_end_earliest) from {old} "
        "where sentence_end_latest is not null"
    ),
}
