"""For every expectation of every gate, data that breaks it: a band is broken at twice its width.

Key: gate, table, and what the expectation says. Value: a query over ``{old}``, the table as it was, that gives the
broken table.
"""

from __future__ import annotations

STAGED = "staging.stg_ca__"
FINDINGS = "rules.rule_ca__findings"

MUTATIONS: dict[tuple[str, str, str], str] = {
    ("intake", "intake.deliveries", "at least one delivery must be in force"): "from {old} limit 0",
    ("intake", "intake.deliveries", "every delivery in force must have at least one readable row"): (
        "select * replace (0 as accepted_rows) from {old}"
    ),
    ("intake", "intake.deliveries", "no delivery may have more than 2 % of its lines rejected"): (
        "select * replace (cast(0.04 * physical_lines as bigint) as rejected_lines) from {old}"
    ),
    ("intake", "intake.deliveries", "physical lines must equal header, accepted and rejected lines together"): (
        "select * replace (accepted_rows - 1 as accepted_rows) from {old}"
    ),
    ("intake", "intake.history_rows", "there must be history rows"): "from {old} limit 0",
    ("intake", "intake.run_parameters", "a run must have one as-of date"): "from {old} union all from {old}",
    ("intake", "intake.identity_decisions", "a decision on identity must say same or different"): (
        "select 'd' as decision_id, 'perhaps' as decision, 'state:1' as id_key, 'state:2' as other_id_key, "
        "'Q' as decided_by, date '2026-01-01' as decided_on, 'test' as why"
    ),
    ("intake", "intake.established_facts", "an established fact must say yes or no"): (
        "select * from {old} union all by name select 'f' as fact_id, 'perhaps' as value"
    ),
    ("intake", "intake.county_policies", "the choices of a county must be those of one policy"): (
        "select * from {old} union all by name select 'ALPINE' as county_name, 'deceased' as option, 'true' as value"
    ),
    ("intake", "restricted.rejects", "every rejected line must have a reason"): (
        "select * replace (cast(null as varchar) as reason) from {old}"
    ),
    ("staging", STAGED + "people", "there must be people"): "from {old} limit 0",
    ("staging", STAGED + "people", "every row must belong to a person"): (
        "select * replace (cast(null as varchar) as person_key) from {old}"
    ),
    ("staging", STAGED + "charges", "there must be charges"): "from {old} limit 0",
    ("staging", STAGED + "charges", "at least 85 % of charge rows must name a section that was understood"): (
        "select * replace (case when source_line % 10 < 3 then 'no_section_found' else parse_status end "
        "as parse_status) from {old}"
    ),
    ("staging", STAGED + "charges", "at least 85 % of charge rows must have an exact event date"): (
        "select * replace (case when source_line % 10 < 3 then 'malformed' else event_date_precision end "
        "as event_date_precision) from {old}"
    ),
    ("staging", STAGED + "sentences", "every sentence part must belong to a count"): (
        "select * replace (cast(null as varchar) as count_key) from {old}"
    ),
    ("staging", STAGED + "events", "every event must have a type"): (
        "select * replace (cast(null as varchar) as event_type) from {old}"
    ),
    ("staging", STAGED + "arrests", "every arrest must belong to a person"): (
        "select * replace (cast(null as varchar) as person_key) from {old}"
    ),
    ("staging", STAGED + "cases", "every case must have a number"): (
        "select * replace (cast(null as varchar) as case_numbers) from {old}"
    ),
    ("staging", STAGED + "obligations", "every obligation must belong to a person"): (
        "select * replace (cast(null as varchar) as person_key) from {old} "
        "union all by name select cast(null as varchar) as person_key"
    ),
    ("intermediate", "intermediate.int_people", "there must be people"): "from {old} limit 0",
    ("intermediate", "intermediate.int_people", "no more than 5 % of people may lack a state id"): (
        "select * replace (case when row_number() over () % 10 = 0 then cast([] as varchar []) else state_ids end "
        "as state_ids) from {old}"
    ),
    ("intermediate", "intermediate.int_sentences", "every part of a sentence must belong to a charge"): (
        "select * replace (cast(null as varchar) as charge_id) from {old}"
    ),
    ("intermediate", "intermediate.int_charges", "there must be charges"): "from {old} limit 0",
    ("intermediate", "intermediate.int_charges", "no more than 5 % of charges may be told in contradicting ways"): (
        "select * replace (row_number() over () % 10 = 0 as has_conflicting_facts) from {old}"
    ),
    ("intermediate", "intermediate.int_convictions", "at least 85 % of convictions must have an exact date"): (
        "select * replace (case when row_number() over () % 10 < 3 then 'malformed' else 'day' end "
        "as conviction_date_precision) from {old}"
    ),
    (
        "intermediate",
        "intermediate.int_identity_conflicts",
        "conflicts of identity may be no more than 5 % of people",
    ): (
        "from {old} union all by name select person_id, person_id as other_person_id, true as sends_to_review "
        "from (select *, row_number() over () as place from intermediate.int_people) where place % 10 = 0"
    ),
    ("rules", FINDINGS, "every finding must have a reason"): (
        "select * replace (cast(null as varchar) as reason_code) from {old}"
    ),
    (
        "rules",
        FINDINGS,
        "every outcome must be a word of the design",
    ): "select * replace ('maybe' as outcome) from {old}",
    ("rules", FINDINGS, "no more than half of the findings may be left undecided"): (
        "select * replace ('review' as outcome) from {old}"
    ),
    ("rules", "rules.rule_ca__evidence", "every charge in scope must have one row of evidence"): (
        "from {old} order by charge_id offset 1"
    ),
    ("rules", "rules.rule_ca__elements", "every finding must have the elements of the path that decided it"): (
        "from {old} where path is not null"
    ),
    ("rules", "rules.ca_elements", "every element must have its question in words"): (
        "select * replace (cast(null as varchar) as question) from {old}"
    ),
    ("rules", "rules.ca_reasons", "every reason must have its words"): (
        "select * replace (cast(null as varchar) as reason_text) from {old}"
    ),
    ("rules", "rules.ca_reasons", "every reason that a finding gives must be in the law tables"): "from {old} limit 0",
    ("marts", "marts.determinations", "there must be exactly one determination per finding"): (
        "from {old} order by charge_id offset 1"
    ),
    ("marts", "marts.determinations", "every determination must give its reason in words"): (
        "select * replace (cast(null as varchar) as reason_text) from {old}"
    ),
    ("marts", "marts.charge_reliefs", "every charge in scope must have exactly one row"): (
        "from {old} order by charge_id offset 1"
    ),
    ("marts", "marts.charge_reliefs", "a relief must stand exactly where the charge is eligible"): (
        "select * replace (cast(null as varchar) as relief) from {old}"
    ),
    ("marts", "marts.filing_queue", "no charge may stand in the filing queue twice"): (
        "from {old} union all from {old}"
    ),
    ("marts", "marts.filing_queue", "only what was determined eligible may stand in the filing queue"): (
        "select * replace ('another_remedy' as remedy_id) from {old}"
    ),
    ("marts", "marts.impact_relief", "the figures by county must add up to the number of charges in scope"): (
        "select * replace (charge_count + 1 as charge_count) from {old}"
    ),
    ("marts", "marts.run_facts", "there must be one row of facts about the run"): "from {old} limit 0",
    (
        "marts",
        "marts.run_facts",
        "the figures of the run must lie within their denominators and agree with the determinations",
    ): "select * replace (in_scope + 1 as eligible) from {old}",
}
