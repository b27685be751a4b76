"""Hints at petitions stand beside determinations in the warehouse, are counted, and are in nothing that is filed."""

from __future__ import annotations

import json
from typing import Any

import pytest

from orchestration.filing.batches.files.court_data import COLUMNS
from orchestration.warehouse.connection import open_warehouse


@pytest.fixture
def warehouse(sample_run: Any) -> Any:
    with open_warehouse(sample_run.settings) as connection:
        yield connection


def test_hints_stand_beside_what_automatic_relief_does_not_reach_in_the_order_of_the_law_table(warehouse: Any) -> None:
    for table in ("determinations", "arrest_determinations"):
        rows = warehouse.execute(f"select remedy_id, outcome, hints from marts.{table} where len(hints) > 0").fetchall()
        assert len(rows) > 100
        for remedy, outcome, hints in rows:
            assert remedy in ("conviction_relief", "arrest_relief")
            assert outcome not in ("eligible", "already_relieved")
            assert all(hint.startswith("Hint: may ") for hint in hints)
            assert len(set(hints)) == len(hints)
    places = dict(warehouse.execute("select hint_text, place from law.petitions").fetchall())
    several = warehouse.execute("select hints from marts.determinations where len(hints) > 1").fetchall()
    assert several
    for (hints,) in several:
        order = [min(place for text, place in places.items() if f"Hint: {text}" in hint) for hint in hints]
        assert order == sorted(order)


def test_a_condition_that_the_record_does_not_tell_stands_as_an_if(warehouse: Any) -> None:
    rows = warehouse.execute(
        """
        select is_within_reach, conditions, hint from rules.rule_ca__petition_hints
        union all select is_within_reach, conditions, hint from rules.rule_ca__arrest_petition_hints
        """
    ).fetchall()
    assert {within_reach for within_reach, _, _ in rows} == {"yes", "unknown"}
    for within_reach, conditions, hint in rows:
        assert (within_reach == "unknown") == bool(conditions)
        assert (", if " + " and ".join(conditions) in hint) == bool(conditions)


def test_nothing_that_is_filed_holds_a_hint(sample_run: Any) -> None:
    filed = sample_run.of_the_run("filings")
    assert filed
    for name, content in filed.items():
        assert b"Hint: " not in content, name
    assert not [column for column in COLUMNS if "hint" in column]


def test_the_summary_counts_every_hint(sample_run: Any, warehouse: Any) -> None:
    (summary,) = [
        json.loads(content)
        for name, content in sample_run.of_the_run("results").items()
        if name.endswith("summary.json")
    ]
    hints = [row for row in summary["figures"] if row["metric"] == "petition_hint"]
    ids = {row[0] for row in warehouse.execute("select remedy_id from law.petitions").fetchall()}
    assert {hint["law"] for hint in hints} == ids
    ((counted,),) = warehouse.execute("select count(*) from rules.rule_ca__petition_hints").fetchall()
    told = [hint["count"] + hint["not_known"] for hint in hints if hint["unit"] == "convictions"]
    assert sum(told) == counted > 0
