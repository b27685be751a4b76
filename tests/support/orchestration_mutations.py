"""For every expectation of every gate, data that breaks it: a band is broken at twice its width, and where every row is
asked, one row.

Key: gate, table, what the expectation says. Value: a query over ``{old}``, the table as it was: the broken table.
"""

from __future__ import annotations

from automatic_relief_mutations import AUTOMATIC_RELIEF_MUTATIONS
from intake_mutations import INTAKE_MUTATIONS
from law_mutations import LAW_MUTATIONS
from one_row import one_without
from other_deliveries_mutations import OTHER_MUTATIONS
from release_mutations import RELEASE_MUTATIONS

STAGED = "staging.stg_ca__"
SCOPE = "rules.rule_ca__scope"
FINDINGS = "rules.rule_ca__prop64_findings"

MUTATIONS: dict[tuple[str, str, str], str] = {
    **INTAKE_MUTATIONS,
    ("staging", STAGED + "people", "there must be people"): "from {old} limit 0",
    ("staging", STAGED + "people", "every row must belong to a person"): (one_without("person_key")),
    ("staging", STAGED + "charges", "there must be charges"): "from {old} limit 0",
    ("staging", STAGED + "charges", "at least 85 % of charge rows must name a section that was understood"): (
        "select * replace (case when source_line % 10 < 3 then 'no_section_found' else parse_status end "
        "as parse_status) from {old}"
    ),
    ("staging", STAGED + "charges", "at least 85 % of charge rows must have an exact event date"): (
        "select * replace (case when source_line % 10 < 3 then 'malformed' else event_date_precision end "
        "as event_date_precision) from {old}"
    ),
    (
        "staging",
        STAGED + "charges",
        "at least 70 % of the charge rows of each delivery must name a section that was understood",
    ): (
        "select charges.* replace (case when deliveries.county_name = 'FRESNO' and source_line % 10 < 6 "
        "then 'ambiguous' else parse_status end as parse_status) "
        "from {old} as charges join intake.deliveries as deliveries using (delivery_id)"
    ),
    ("staging", STAGED + "charges", "at least 85 % of convictions must have a level"): (
        "select * replace (case when source_line % 10 < 3 then 'unknown' else level end as level) from {old}"
    ),
    ("staging", STAGED + "charges", "between 5 % and 75 % of charge rows must be convictions"): (
        "select * replace (case when source_line % 40 = 0 then 'convicted' else 'blank' end as disposition_type) "
        "from {old}"
    ),
    ("staging", STAGED + "charges", "no more than 5 % of charge rows may have a disposition that nobody recognises"): (
        "select * replace (case when source_line % 10 = 0 then 'unrecognised' else disposition_type end "
        "as disposition_type) from {old}"
    ),
    ("staging", STAGED + "sentences", "every sentence part must belong to a count"): (one_without("count_key")),
    ("staging", STAGED + "events", "every event must have a type"): (one_without("event_type")),
    (
        "staging",
        STAGED + "events",
        "no more than one row beside twenty charge rows may have a type of step that nobody knows",
    ): "select events.* replace ('unrecognised' as step_type) from {old} as events, range(3)",
    ("staging", STAGED + "arrests", "every arrest must belong to a person"): (one_without("person_key")),
    ("staging", STAGED + "cases", "every case must have a number"): (one_without("case_numbers")),
    ("staging", STAGED + "obligations", "every obligation must belong to a person"): (
        one_without("person_key") + " union all by name select cast(null as varchar) as person_key"
    ),
    ("intermediate", "intermediate.int_person_links", "every combination of ids must be one person"): (
        "from {old} union all select * replace ('another' as person_id) from {old}"
    ),
    ("intermediate", "intermediate.int_people", "there must be people"): "from {old} limit 0",
    ("intermediate", "intermediate.int_people", "no more than 5 % of people may lack a state id"): (
        "select * replace (case when row_number() over () % 10 = 0 then cast([] as varchar []) else state_ids end "
        "as state_ids) from {old}"
    ),
    (
        "intermediate",
        "intermediate.int_sentences",
        "every part of a sentence must belong to the charge whose row tells it",
    ): ("select * replace (cast(null as varchar) as charge_id) from {old}"),
    ("intermediate", "intermediate.int_deliveries", "the facts must be made of every delivery in force"): (
        "from {old} order by delivery_id offset 1"
    ),
    ("intermediate", "intermediate.int_charges", "there must be charges"): "from {old} limit 0",
    ("intermediate", "intermediate.int_charges", "no more than 5 % of charges may be told in contradicting ways"): (
        "select * replace (row_number() over () % 10 = 0 as has_conflicting_facts) from {old}"
    ),
    (
        "intermediate",
        "intermediate.int_charges",
        "no more than 5 % of charges may be lacking in an equally new copy of the person's history",
    ): (
        "select * replace (case when row_number() over () % 10 = 0 then 'missing_in_equal_copy' else record_status end "
        "as record_status) from {old}"
    ),
    ("intermediate", "intermediate.int_delivered_charges", "every count that a delivery tells must be of a charge"): (
        "select * replace (charge_number + 1 as charge_number) from {old}"
    ),
    (
        "intermediate",
        "intermediate.int_rejected_lines",
        "a line that could not be read must be of a delivery in force, and settled only by what a person found of it",
    ): "select * from {old} union all by name select 'no such delivery' as delivery_id, false as is_settled",
    (
        "intermediate",
        "intermediate.int_step_sentences",
        "a conviction must have the terms of steps once, and none may end before the last step that tells of it",
    ): (
        "select * from {old} union all by name "
        "select 'c' as charge_id, date '2020-01-02' as told_on_latest, date '2020-01-01' as end_latest"
    ),
    (
        "intermediate",
        "intermediate.int_charges_missing_in_copies",
        "a charge that a copy lacks must say which delivery lacks it",
    ): "select * from {old} union all by name select 'c' as charge_id, false as is_line_rejected",
    ("intermediate", "intermediate.int_convictions", "at least 85 % of convictions must have an exact date"): (
        "select * replace (case when row_number() over () % 10 < 3 then 'malformed' else 'day' end "
        "as conviction_date_precision) from {old}"
    ),
    ("intermediate", "intermediate.int_events", "every event of a person must have a type"): (
        one_without("event_type")
    ),
    (
        "intermediate",
        "intermediate.int_events",
        "no more than 40 % of events may be of a kind that nobody recognises",
    ): "select * replace (case when row_number() over (order by event_id) % 10 < 8 then 'unrecognised' "
    "else 'registration' end as event_type) from {old}",
    ("intermediate", "intermediate.int_established_facts", "a fact tied to a charge must say yes or no"): (
        "select * from {old} union all by name select 'f' as fact_id, 'perhaps' as value"
    ),
    ("intermediate", "intermediate.int_established_person_facts", "a fact tied to a person must say yes or no"): (
        "select * from {old} union all by name select 'f' as fact_id, 'perhaps' as value"
    ),
    ("intermediate", "intermediate.int_established_arrest_facts", "a fact tied to an arrest must say yes or no"): (
        "select * from {old} union all by name select 'f' as fact_id, 'perhaps' as value"
    ),
    (
        "intermediate",
        "intermediate.int_claimed_charges",
        "a charge must be held by a claim exactly while the claims file says so",
    ): "select * from {old} union all by name select 'c' as claim_id, true as is_holding",
    (
        "intermediate",
        "intermediate.int_claimed_arrests",
        "an arrest must be held by a claim exactly while the claims file says so",
    ): "select * from {old} union all by name select 'c' as claim_id, true as is_holding",
    ("intermediate", "intermediate.int_claims", "every claim must be there once"): (
        "select * from {old} union all by name select 'c' as claim_id"
    ),
    (
        "intermediate",
        "intermediate.int_identity_conflicts",
        "conflicts of identity may be no more than 5 % of people",
    ): (
        "from {old} union all by name select person_id, person_id as other_person_id, true as sends_to_review "
        "from (select *, row_number() over () as place from intermediate.int_people) where place % 10 = 0"
    ),
    ("rules", FINDINGS, "every finding must have a reason"): (one_without("reason_code")),
    (
        "rules",
        FINDINGS,
        "every outcome must be a word of the design",
    ): "select * replace ('maybe' as outcome) from {old}",
    ("rules", FINDINGS, "no more than half of the findings may be left undecided"): (
        "select * replace ('review' as outcome) from {old}"
    ),
    ("rules", FINDINGS, "no charge may have two findings of one remedy"): "from {old} union all from {old}",
    ("rules", FINDINGS, "between 5 % and 90 % of what the statute was asked must be eligible or relieved already"): (
        "select * replace (case when row_number() over (order by charge_id) % 40 = 0 then 'eligible' "
        "else 'ineligible' end as outcome) from {old}"
    ),
    ("rules", FINDINGS, "no more than 80 % of the findings may be relieved already"): (
        "select * replace ('already_relieved' as outcome) from {old}"
    ),
    ("rules", "rules.rule_ca__findings", "the findings must be those of every remedy"): (
        "from {old} where remedy_id <> 'conviction_relief'"
    ),
    ("rules", SCOPE, "convictions in scope and out of it, by reason, must add up to all convictions"): (
        "from {old} where scope_reason <> 'section_not_understood'"
    ),
    (
        "rules",
        SCOPE,
        "charges without a conviction, in scope and out of it, must add up to all, and those in scope to the findings",
    ): "from {old} where scope_reason <> 'answered_by_another_charge'",
    ("rules", SCOPE, "every conviction in scope must have a finding"): (
        "select * replace (conviction_count + 1 as conviction_count) from {old}"
    ),
    ("rules", SCOPE, "every conviction must be in scope or out of it for a reason"): (
        "select * replace (nullif(scope_reason, 'other_section') as scope_reason) from {old}"
    ),
    ("rules", "rules.rule_ca__evidence", "every charge in scope must have one row of evidence"): (
        "from {old} order by charge_id offset 1"
    ),
    ("rules", "rules.rule_ca__prop64_elements", "every finding must have the elements of the path that decided it"): (
        "from {old} where path is not null"
    ),
    (
        "rules",
        "rules.rule_ca__undisposed_charges",
        "it must be said of every adult charge without a disposition what answers for it",
    ): "from {old} order by charge_id offset 1",
    ("rules", "rules.ca_elements", "every element must have its question in words"): (one_without("question")),
    ("rules", "rules.ca_remedies", "every remedy must have its name, what it rests on and a citation"): (
        "select * replace (' ' as citation) from {old}"
    ),
    ("rules", "rules.ca_reasons", "every reason must have its words"): (one_without("reason_text")),
    ("rules", "rules.ca_reasons", "every reason that a finding gives must be in the law tables"): "from {old} limit 0",
    ("rules", "rules.ca_reasons", "every reason that the law gives must cite it"): (
        "select * replace (' ' as citation) from {old}"
    ),
    ("marts", "marts.determinations", "there must be exactly one determination per finding"): (
        "from {old} order by charge_id offset 1"
    ),
    ("marts", "marts.determinations", "every determination must give its reason in words"): (
        one_without("reason_text")
    ),
    ("marts", "marts.arrest_determinations", "there must be exactly one determination per finding about an arrest"): (
        "from {old} order by arrest_id offset 1"
    ),
    ("marts", "marts.timelines", "every charge and arrest must stand on the timeline of its person once"): (
        "from {old} where kind <> 'juvenile_charge'"
    ),
    ("marts", "marts.charge_reliefs", "every charge in scope must have exactly one row"): (
        "from {old} order by charge_id offset 1"
    ),
    ("marts", "marts.charge_reliefs", "the charges that get relief must be those with an eligible finding"): (
        "select * replace ('review' as outcome) from {old}"
    ),
    ("marts", "marts.charge_reliefs", "a relief must stand exactly where the charge is eligible"): (
        one_without("relief")
    ),
    ("marts", "marts.filing_lines", "no charge or arrest may be proposed twice for one relief"): (
        "from {old} union all from {old}"
    ),
    (
        "marts",
        "marts.filing_lines",
        "every eligible charge and arrest of the state must have its line, and nothing else",
    ): "select * from {old} where unit = 'charge'",
    ("marts", "marts.records_by_court_key", "what may be proposed must be on record"): "from {old} limit 0",
    ("marts", "marts.filing_law_rows", "every line that may be proposed must rest on rows of the law"): (
        "from {old} limit 0"
    ),
    ("marts", "marts.filing_lines", "no charge may be proposed to a court twice"): (
        "from {old} union all select * replace ('another_remedy' as remedy_id) from {old}"
    ),
    ("marts", "marts.filing_lines", "only what was determined eligible may be proposed to a court"): (
        "select * replace ('another_remedy' as remedy_id) from {old}"
    ),
    ("staging", "staging.ca_group_names", "a letter for race or sex must stand for one thing"): (
        "from {old} union all from {old}"
    ),
    ("staging", "staging.plausible_ages", "the youngest and the oldest plausible age must be given"): (
        "from {old} where measure = 'oldest_age'"
    ),
    ("rules", "rules.ca_scenarios", "exactly one of the compared policies must be the one the run proposes"): (
        "select * replace ('of_the_county' as policy) from {old}"
    ),
    (
        "rules",
        "rules.rule_ca__scenario_reliefs",
        "a policy must say once what a conviction gets, and give relief exactly where it is eligible",
    ): one_without("relief"),
    ("rules", "rules.rule_ca__conviction_status", "it must be said of every conviction how it stands"): (
        "from {old} order by charge_id offset 1"
    ),
    ("marts", "marts.impact_convictions", "every scenario must hold every conviction once"): (
        "from {old} order by scenario, charge_id offset 1"
    ),
    (
        "marts",
        "marts.impact_convictions",
        "under the counties' choices a conviction must get what was determined for it",
    ): "select * replace ('dismiss' as relief) from {old}",
    ("marts", "marts.impact_convictions", "a policy that dismisses more may not take relief away"): (
        "select * replace (case when scenario = 'county_choices' then relief else 'none' end as relief) from {old}"
    ),
    ("marts", "marts.remedy_outcomes", "there must be one outcome for each finding of every remedy"): (
        "from {old} order by unit_id offset 1"
    ),
    ("marts", "marts.remedy_outcomes", "no charge or arrest may have two outcomes of one remedy"): (
        "select * replace (min(unit_id) over (partition by unit_type) as unit_id) from {old}"
    ),
    ("marts", "marts.remedy_outcomes", "what is eligible must give something"): (one_without("relief")),
    ("marts", "marts.relief_groups", "every adult charge and every arrest must stand in the groups once"): (
        "from {old} union all (from {old} limit 1)"
    ),
    ("marts", "marts.relief_groups", "whatever gets relief must stand in a group"): (
        "select * replace ('nobody' as unit_id) from {old}"
    ),
    ("marts", "marts.impact_people", "statewide every person with a conviction must be counted once"): (
        "from {old} order by place <> 'STATEWIDE', scenario, person_id offset 1"
    ),
    (
        "marts",
        "marts.metrics",
        "convictions with relief under the counties' choices must be as many as the findings say",
    ): "select * replace (count + 1 as count) from {old}",
    ("marts", "marts.metrics", "convictions and determinations of all places must add up to those statewide"): (
        "from {old} where place <> 'SACRAMENTO'"
    ),
    ("marts", "marts.metrics", "the groups of each kind must add up to all"): (
        "from {old} where group_by <> 'race' or group_code <> 'H'"
    ),
    (
        "marts",
        "marts.metrics",
        "no figure may be greater than what it is counted among, nor of more people than it counts",
    ): "select * replace (denominator + 1 as count) from {old}",
    ("marts", "marts.run_summary", "there must be one row of facts about the run"): "from {old} limit 0",
    ("marts", "marts.review_questions", "every question must be one whose answer changes something"): (
        "from {old} order by question_id offset 1"
    ),
    ("marts", "marts.review_answers", "no question may be asked whose answer changes nothing"): (
        "select * replace (outcome as outcome_if_yes, relief as relief_if_yes, outcome as outcome_if_no, "
        "relief as relief_if_no) from {old}"
    ),
    ("marts", "marts.review_answers", "every determination that waits for an answer must be in a question"): (
        "from {old} where unit_id <> (select min(unit_id) from {old} where is_waiting)"
    ),
    ("marts", "marts.review_queue", "the charges that wait in the counties must add up to those of the state"): (
        "select * replace (charges_waiting + 1 as charges_waiting) from {old}"
    ),
    ("marts", "marts.metrics", "the calendar must hold every determination for which only time is missing"): (
        "from {old} where metric <> 'calendar'"
    ),
    (
        "marts",
        "marts.run_summary",
        "the figures of the run must lie within their denominators and agree with the determinations",
    ): "select * replace (in_scope + 1 as eligible) from {old}",
    **AUTOMATIC_RELIEF_MUTATIONS,
    **LAW_MUTATIONS,
    **OTHER_MUTATIONS,
    **RELEASE_MUTATIONS,
}
