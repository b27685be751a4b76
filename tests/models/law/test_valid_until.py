"""A finding is true until its ``valid_until``: what has expired is decided again, the rest is read.

What belongs here: months and days to come against full runs. What does not: what a finding says.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import duckdb
import pytest

from tests.models.law.invented_histories import History
from tests.support.compiled_law import build_compiled
from tests.support.fed_facts import Row, read, set_day
from tests.support.law_models import Key, compile_law, decide, read_findings, read_law

DAY = date(2026, 11, 1)


def _decide(state: str, people: int, *, facts_end: bool = True) -> duckdb.DuckDBPyConnection:
    law = read_law(state, DAY)
    history = History(law, DAY, seed=1)
    history.add_people(people)
    for row in () if facts_end else history.tables["unit_facts"]:
        row["over_on"] = None
    return decide(compile_law(state), law, history.tables, DAY)


def _list_months() -> Iterator[date]:
    for number in range(1, 37):
        months = DAY.month - 1 + number
        yield date(DAY.year + months // 12, months % 12 + 1, 1)


def _has_expired(finding: Row, day: date) -> bool:
    return finding["valid_until"] is not None and finding["valid_until"] <= day


@pytest.mark.parametrize(
    ("state", "every"),
    [
        ("ny", 4),  # restarts
        pytest.param("ny", 1, marks=pytest.mark.long),
        pytest.param("mi", 1, marks=pytest.mark.long),  # caps, pending charges
        pytest.param("va", 1, marks=pytest.mark.long),  # windows of the last years
    ],
)
def test_each_month_what_has_not_expired_is_as_a_full_run_says(state: str, every: int) -> None:
    """``every``: each month of the next 36, or each fourth."""
    connection = _decide(state, 300)
    kept = read_findings(connection)
    changed = 0
    for month in [*_list_months()][::every]:
        set_day(connection, month)
        build_compiled(connection, compile_law(state))
        full = read_findings(connection)
        for key, finding in [*kept.items()]:
            if _has_expired(finding, month):
                del kept[key]  # (one of a path that ended is not found again)
                if key in full:
                    kept[key] = full[key]
                    changed += finding["outcome"] != full[key]["outcome"]
        assert full.keys() == kept.keys()
        told = [({**kept[key], "valid_until": None}, {**full[key], "valid_until": None}) for key in full]
        assert [pair for pair in told if pair[0] != pair[1]] == []
    assert changed > 10


def test_on_the_day_it_expires_a_finding_has_another_status_of_an_element() -> None:
    state = "ny"
    connection = _decide(state, 300, facts_end=False)  # (That a fact ends changes no status where it does not matter.)
    findings = read_findings(connection)
    before = _read_statuses(connection)
    days = sorted({finding["valid_until"] for finding in findings.values() if finding["valid_until"]})[::30]
    expired = changed = 0
    for day in days:
        set_day(connection, day)
        build_compiled(connection, compile_law(state))
        after = _read_statuses(connection)
        for key, finding in findings.items():
            if finding["valid_until"] == day:
                expired += 1
                changed += before[key] != after[key]
    assert expired >= 10
    assert changed >= 0.9 * expired


def _read_statuses(connection: duckdb.DuckDBPyConnection) -> dict[Key, set[tuple[str, str, str]]]:
    found: dict[Key, set[tuple[str, str, str]]] = {}
    for row in read(connection, "select unit_id, remedy_id, path, element, status from compiled_statuses"):
        found.setdefault((row["unit_id"], row["remedy_id"]), set()).add((row["path"], row["element"], row["status"]))
    return found
