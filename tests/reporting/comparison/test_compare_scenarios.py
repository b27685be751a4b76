"""A comparison of two laws counts what a plain reading of both counts, in every group."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from random import Random

import duckdb
import pytest

from orchestration.reporting.comparison.compare_scenarios import (
    BREAKDOWNS,
    COUNTS,
    TOTAL,
    Comparison,
    compare_scenarios,
)
from orchestration.reporting.comparison.scenario_files import format_totals, write_comparison

GROUPS = {"county": "place", "race": "race_group"}
REMEDIES = {
    "prop64_statutory": ("statute", "court_order", ("dismiss_and_seal", "redesignate_misdemeanor")),
    "prop64_policy": ("policy", "court_order", ("dismiss",)),
    "conviction_relief": ("statute", "operation_of_law", ("relieve_conviction",)),
}
BEST = ("dismiss_and_seal", "dismiss", "redesignate_infraction", "redesignate_misdemeanor")
WORDS = ["ineligible", "undeterminable", "review", "not_yet", "already_relieved"]
Outcomes = dict[tuple[str, str], tuple[str, str | None]]


def _outcomes(rng: Random, before: Outcomes | None = None) -> Outcomes:
    """Outcomes by unit and remedy; with those of another law, most stay as they are."""
    told: Outcomes = {}
    for number in range(400):
        unit = f"charge{number}" if number < 250 else f"arrest{number}"
        for remedy in REMEDIES if number < 250 else ["arrest_relief"]:
            if before is not None and rng.random() < 0.7:
                told[unit, remedy] = before[unit, remedy]
                continue
            reliefs = REMEDIES[remedy][2] if number < 250 else ("relieve_arrest",)
            is_eligible = rng.random() < 0.35
            told[unit, remedy] = ("eligible", rng.choice(reliefs)) if is_eligible else (rng.choice(WORDS), None)
    return told


class Laws:
    """A warehouse with two laws over the same made-up facts."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        rng = Random(31)
        self.connection = connection
        self.first = _outcomes(rng)
        self.second = _outcomes(rng, self.first)
        self.groups: dict[str, dict[str, str]] = {}
        for schema in ("law", "staging", "intake", "intermediate", "marts", "scenario_other"):
            connection.execute(f"create schema {schema}")
        connection.execute("create table law.remedies (remedy_id text, remedy_name text, basis text, relief_by text)")
        for remedy, (basis, relief_by, _) in {**REMEDIES, "arrest_relief": ("statute", "operation_of_law", ())}.items():
            connection.execute("insert into law.remedies values (?, ?, ?, ?)", [remedy, remedy, basis, relief_by])
        connection.execute("create table staging.ca_group_names (group_kind text, group_code text, group_name text)")
        connection.execute("insert into staging.ca_group_names values ('race', 'B', 'Black')")
        connection.execute(
            "create table intake.run_parameters as select date '2026-06-01' as as_of_date, "
            "'0123456789abcdef' as run_id, '1+law.a' as law_version, 'STALE: FRESNO' as allowances"
        )
        connection.execute(
            "create table marts.relief_groups (unit_type text, unit_id text, person_id text, unit text, "
            + ", ".join(f"{group} text" for group in GROUPS.values())
            + ")"
        )
        for unit in sorted({unit for unit, _ in self.first}):
            person = f"person{rng.randrange(60)}"
            number = int(re.sub(r"\D", "", unit))
            kind = "arrest" if number >= 250 else "charge without conviction" if number % 10 == 0 else "conviction"
            about = {"person": person, "unit": kind}
            of_person = Random(person)
            about |= {"county": rng.choice("BWH"), "race": of_person.choice("BWH")}
            self.groups[unit] = about
            connection.execute(
                f"insert into marts.relief_groups values ({', '.join('?' * (4 + len(GROUPS)))})",
                ["arrest" if kind == "arrest" else "charge", unit, person, kind, *(about[group] for group in GROUPS)],
            )
        for schema, told in (("marts", self.first), ("scenario_other", self.second)):
            connection.execute(
                f"create table {schema}.remedy_outcomes (unit_type text, unit_id text, person_id text, remedy_id text, "
                "outcome text, relief text)"
            )
            for (unit, remedy), (outcome, relief) in told.items():
                kind = "arrest" if unit.startswith("arrest") else "charge"
                connection.execute(
                    f"insert into {schema}.remedy_outcomes values (?, ?, ?, ?, ?, ?)",
                    [kind, unit, self.groups[unit]["person"], remedy, outcome, relief],
                )
        connection.execute(
            "create table scenario_other.about as select 'other' as name, 'to see' as reason, 'x' as scenario_id, "
            "date '2026-06-01' as as_of_date, '0123456789abcdef' as run_id, '1' as law_version, "
            "['a change'] as changes, ['remedy_outcomes', 'metrics'] as tables, 3 as checks"
        )
        for schema, felony_free in (("marts", 40), ("scenario_other", 65)):
            connection.execute(
                f"create table {schema}.metrics as select metric as figure_id, metric, 'people' as unit, 'ALL' as law, "
                "'' as variant, 'STATEWIDE' as place, 'all' as group_by, 'all' as group_code, 'living' as status, "
                "count, 0 as not_known, 100 as denominator, null::double as value, 7 as ledger_event "
                f"from (values ('felony_free', {felony_free}), ('granted', 9)) as metrics (metric, count)"
            )

    def best(self, told: Outcomes, unit: str) -> tuple[str, str] | None:
        """The remedy and relief that count, read plainly."""
        found = [
            (
                BEST.index(relief) if relief in BEST else 9,
                REMEDIES.get(remedy, ("statute",))[0] != "statute",
                remedy,
                relief,
            )
            for (of_unit, remedy), (outcome, relief) in told.items()
            if of_unit == unit and outcome == "eligible" and relief is not None
        ]
        return (min(found)[2], min(found)[3]) if found else None

    def counted(self, group: str | None) -> dict[tuple[str, str, str], tuple[int, int]]:
        """By unit, group and word of ``COUNTS``: how many units and how many people."""
        cells: dict[tuple[str, str, str], list[str]] = defaultdict(list)
        for unit, about in self.groups.items():
            first, second = self.best(self.first, unit), self.best(self.second, unit)
            words = {
                "before": first is not None,
                "gains": first is None and second is not None,
                "losses": first is not None and second is None,
                "changes": first is not None and second is not None and first != second,
                "after": second is not None,
            }
            code = TOTAL if group is None else (second or first or ("", ""))[0] if group == "remedy" else about[group]
            for word, is_so in words.items():
                if is_so:
                    cells[about["unit"], code, word].append(about["person"])
        return {cell: (len(people), len(set(people))) for cell, people in cells.items()}


@pytest.fixture(scope="module")
def laws() -> Iterator[Laws]:
    with duckdb.connect() as connection:
        yield Laws(connection)


@pytest.fixture(scope="module")
def comparison(laws: Laws) -> Comparison:
    return compare_scenarios(laws.connection, "ca", "current", "other")


@pytest.mark.parametrize("breakdown", BREAKDOWNS)
def test_every_count_is_that_of_a_plain_reading(laws: Laws, comparison: Comparison, breakdown: str) -> None:
    found = {
        (row.unit, row.group, word): (row.count(word), row.people_of(word))
        for row in comparison.rows
        if row.breakdown == breakdown
        for word in COUNTS
        if row.count(word)
    }
    assert found == laws.counted(None if breakdown == TOTAL else breakdown)
    assert {word for _, _, word in found} == set(COUNTS)


def test_the_other_way_round_who_gains_loses(laws: Laws, comparison: Comparison) -> None:
    back = compare_scenarios(laws.connection, "ca", "other", "current").total("conviction")
    there = comparison.total("conviction")
    assert (back.count("gains"), back.count("losses"), back.count("changes")) == (
        there.count("losses"),
        there.count("gains"),
        there.count("changes"),
    )
    same = compare_scenarios(laws.connection, "ca", "other", "other")
    assert not any(row.differs for row in same.rows) and same.metrics is not None and same.metrics.is_empty()


def test_figures_are_those_that_differ_and_none_where_the_ledger_moved(laws: Laws, comparison: Comparison) -> None:
    (row,) = comparison.headlines.iter_rows(named=True)
    assert (row["metric"], row["count_before"], row["count_after"]) == ("felony_free", 40, 65)
    laws.connection.execute("begin")
    laws.connection.execute("update marts.metrics set ledger_event = 8")
    assert compare_scenarios(laws.connection, "ca", "current", "other").metrics is None
    laws.connection.execute("rollback")


def test_files_have_the_same_bytes_each_time_are_internal_and_name_nobody(laws: Laws, tmp_path: Path) -> None:
    written = []
    for place, threads in (("one", 1), ("two", 2)):
        laws.connection.execute(f"set threads = {threads}")
        folder = write_comparison(compare_scenarios(laws.connection, "ca", "current", "other"), tmp_path / place)
        written.append({path.name: path.read_bytes() for path in sorted(folder.iterdir())})
    assert written[0] == written[1]
    assert sorted(written[0]) == ["comparison.csv", "comparison.html", "comparison.svg", "metrics.csv"]
    for name, content in written[0].items():
        text = content.decode()
        assert "Internal: small numbers are shown" in text, name
        assert not re.search(r"person\d|charge\d|arrest\d", text), name
        assert not re.search(r"<script|(src|href)=", text), name
    page = written[0]["comparison.html"].decode()
    assert "STALE: FRESNO" in page and "a change" in page and "<svg" in page
    assert "other: to see" in written[0]["comparison.svg"].decode(), "the drawing says what is asked"
    table = list(csv.DictReader(written[0]["comparison.csv"].decode().splitlines()))
    laws_asked = {(row["first_law"], row["second_law"]) for row in table}
    assert laws_asked == {("the law and the policies of the run", "to see; a change")}


def test_a_total_adds_up_in_words(comparison: Comparison) -> None:
    found = re.match(r"Convictions: (\d+) \+ (\d+) - (\d+) = (\d+) with relief", format_totals(comparison)[0])
    assert found is not None
    before, gains, losses, after = map(int, found.groups())
    assert before + gains - losses == after and min(gains, losses) > 0
