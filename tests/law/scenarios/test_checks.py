"""What is asked of a scenario: every identity of the gates of rules and marts, over its own tables."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from orchestration.law.scenarios.checks import SCENARIO_GATES, ScenarioTables, build_query
from orchestration.settings import PROJECT_ROOT
from orchestration.warehouse.quality_gates.suites import Expectation, load_suite

TABLES = ScenarioTables("scenario_x", beside=["rule_ca__findings", "remedy_outcomes"], stale=["filing_lines"])


def expectations() -> Iterator[tuple[str, Expectation]]:
    for gate in SCENARIO_GATES:
        for table in load_suite(PROJECT_ROOT / "expectations", gate, "ca").tables:
            for expected in table.expect:
                yield table.table, expected


@pytest.mark.parametrize(("table", "expected"), expectations(), ids=lambda part: str(getattr(part, "says", part))[:60])
def test_every_expectation_can_be_asked_as_a_query(table: str, expected: Expectation) -> None:
    query = build_query(expected, table)
    assert query.lstrip().startswith("select")
    assert "{" not in query


def test_a_query_asks_the_tables_of_the_scenario_and_those_of_the_run_for_the_rest() -> None:
    asked = TABLES.rewrite_query("select 1 from rules.rule_ca__findings, rules.rule_ca__findings_x, intake.deliveries")
    assert asked == "select 1 from scenario_x.rule_ca__findings, rules.rule_ca__findings_x, intake.deliveries"


def test_what_the_scenario_did_not_build_is_not_asked_about() -> None:
    assert not TABLES.are_known("select 1 from marts.filing_lines, rules.rule_ca__findings")
    assert TABLES.are_known("select 1 from marts.remedy_outcomes")


def test_one_finding_each_and_totals_are_identities_and_bands_are_none() -> None:
    says = {expected.says: bool(expected.source) for _, expected in expectations()}
    assert says["no charge may have two findings of one remedy"] is False
    assert says["there must be one outcome for each finding of every remedy"] is False
    assert [word for word, is_band in says.items() if re.search(r"\d %", word) and not is_band] == []
