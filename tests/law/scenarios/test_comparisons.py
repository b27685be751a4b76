"""A comparison counts what a plain reading of both laws counts, in every group, and each breakdown adds up.

What belongs here: made-up outcomes under two laws, counted by SQL and in plain Python. What does not: scenarios that
are built (``tests/orchestration/test_scenarios``).
"""

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
    ALONE,
    BREAKDOWNS,
    COUNTS,
    SEVERAL,
    TOTAL,
    Comparison,
    compare,
)
from orchestration.reporting.comparison.scenario_chart import comparison_svg
from orchestration.reporting.comparison.scenario_files import write_comparison
from orchestration.reporting.comparison.scenario_text import headline

OF_PEOPLE = ("race_group", "sex_group", "age_band", "vital_status")
GROUPS = ("place", *OF_PEOPLE, "level", "offense_group", "section", "decided_year")
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
        for schema in ("rules", "staging", "intake", "intermediate", "marts", "scenario_other"):
            connection.execute(f"create schema {schema}")
        connection.execute(
            "create table rules.ca_remedies (remedy_id text, remedy_name text, basis text, relief_by text)"
        )
        for remedy, (basis, relief_by, _) in {**REMEDIES, "arrest_relief": ("statute", "operation_of_law", ())}.items():
            connection.execute("insert into rules.ca_remedies values (?, ?, ?, ?)", [remedy, remedy, basis, relief_by])
        connection.execute("create table staging.ca_group_names (group_kind text, group_code text, group_name text)")
        connection.execute("insert into staging.ca_group_names values ('race_group', 'B', 'x'), ('race', 'B', 'Black')")
        connection.execute(
            "create table intake.run_parameters as select date '2026-06-01' as as_of_date, "
            "'0123456789abcdef' as run_id, '1+law.a' as law_version, 'STALE: FRESNO' as allowances"
        )
        connection.execute(
            "create table marts.relief_groups (unit_type text, unit_id text, person_id text, unit text, "
            + ", ".join(f"{group} text" for group in GROUPS)
            + ")"
        )
        connection.execute("create table intermediate.int_charges (charge_id text, is_conviction boolean)")
        for unit in sorted({unit for unit, _ in self.first}):
            person = f"person{rng.randrange(60)}"
            number = int(re.sub(r"\D", "", unit))
            kind = "arrest" if number >= 250 else "charge without conviction" if number % 10 == 0 else "conviction"
            about = {"person": person, "unit": kind}
            of_person = Random(person)
            for group in GROUPS:
                about[group] = (of_person if group in OF_PEOPLE else rng).choice("BWH")
            self.groups[unit] = about
            connection.execute(
                f"insert into marts.relief_groups values ({', '.join('?' * (4 + len(GROUPS)))})",
                ["arrest" if kind == "arrest" else "charge", unit, person, kind, *(about[group] for group in GROUPS)],
            )
            if kind != "arrest":
                connection.execute("insert into intermediate.int_charges values (?, ?)", [unit, kind == "conviction"])
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
            "['a change'] as changes, ['remedy_outcomes'] as tables, 3 as checks"
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
    return compare(laws.connection, "ca", "current", "other")


@pytest.mark.parametrize("breakdown", [TOTAL, "remedy", *GROUPS])
def test_every_count_is_that_of_a_plain_reading(laws: Laws, comparison: Comparison, breakdown: str) -> None:
    found = {
        (row.unit, row.group, word): (row.count(word), row.people_of(word))
        for row in comparison.rows
        if row.breakdown == breakdown and row.group != SEVERAL
        for word in COUNTS
        if row.count(word)
    }
    assert found == laws.counted(None if breakdown == TOTAL else breakdown)
    assert {word for _, _, word in found} == set(COUNTS)


@pytest.mark.parametrize("breakdown", [one for one in BREAKDOWNS if one not in (TOTAL, ALONE)])
def test_the_rows_of_a_breakdown_add_up_to_the_total(comparison: Comparison, breakdown: str) -> None:
    for unit in ("conviction", "charge without conviction", "arrest"):
        rows, total = comparison.of(unit, breakdown), comparison.total(unit)
        for place, word in enumerate(COUNTS):
            assert sum(row.units[place] for row in rows) == total.units[place], word
            assert sum(row.people[place] for row in rows) == total.people[place], word
        for row in rows:
            before, gains, losses, _, after = row.units
            assert before + gains - losses == after
    assert any(row.group == SEVERAL and row.people[1] < 0 for row in comparison.rows)


def test_each_remedy_by_itself_counts_whatever_others_give(laws: Laws, comparison: Comparison) -> None:
    for remedy in REMEDIES:
        gains = [
            unit
            for (unit, of_remedy), (outcome, _) in laws.second.items()
            if of_remedy == remedy and outcome == "eligible" and laws.first[unit, remedy][0] != "eligible"
            if laws.groups[unit]["unit"] == "conviction"
        ]
        (row,) = [row for row in comparison.of("conviction", ALONE) if row.group == remedy]
        assert row.count("gains") == len(gains)
        assert row.people_of("gains") == len({laws.groups[unit]["person"] for unit in gains})


def test_the_other_way_round_who_gains_loses(laws: Laws, comparison: Comparison) -> None:
    back = compare(laws.connection, "ca", "other", "current").total("conviction")
    there = comparison.total("conviction")
    assert (back.count("gains"), back.count("losses"), back.count("changes")) == (
        there.count("losses"),
        there.count("gains"),
        there.count("changes"),
    )
    same = compare(laws.connection, "ca", "other", "other")
    assert not any(row.differs for row in same.rows)


def test_files_have_the_same_bytes_each_time_are_internal_and_name_nobody(laws: Laws, tmp_path: Path) -> None:
    written = []
    for place, threads in (("one", 1), ("two", 2)):
        laws.connection.execute(f"set threads = {threads}")
        folder = write_comparison(compare(laws.connection, "ca", "current", "other"), tmp_path / place)
        written.append({path.name: path.read_bytes() for path in sorted(folder.iterdir())})
    assert written[0] == written[1]
    assert sorted(written[0]) == ["comparison.csv", "comparison.html", "comparison.svg"]
    for name, content in written[0].items():
        text = content.decode()
        assert re.search("internal: small numbers are shown", text, re.I), name
        assert not re.search(r"person\d|charge\d|arrest\d", text), name
        assert not re.search(r"<script|(src|href)=", text), name
    page = written[0]["comparison.html"].decode()
    assert "STALE: FRESNO" in page
    assert "a change" in page
    assert "<svg" in page
    assert "other: to see" in written[0]["comparison.svg"].decode(), "the drawing says what is asked"
    table = list(csv.DictReader(written[0]["comparison.csv"].decode().splitlines()))
    assert {(row["first_law"], row["second_law"]) for row in table} == {
        ("the law and the policies of the run", "to see; a change")
    }


def test_a_headline_adds_up_in_words(comparison: Comparison) -> None:
    said = headline(comparison.total("conviction"))
    found = re.match(r"Convictions: (\d+) \+ (\d+) - (\d+) = (\d+) with relief", said)
    assert found is not None
    before, gains, losses, after = map(int, found.groups())
    assert before + gains - losses == after
    assert min(gains, losses) > 0


def test_in_the_drawing_no_label_of_what_is_lost_lies_on_the_name_of_its_county(comparison: Comparison) -> None:
    svg = comparison_svg(comparison)
    labels = re.findall(
        r'text-anchor="end" transform="translate\(([\d.-]+),[^>]*>(\d+ \(\d+ (?:people|person)\))<', svg
    )
    assert len(labels) > 3
    assert all(float(end) - 6 * len(label) > 0 for end, label in labels)
